#include "memorytransport.h"

#include "integration/allocated.h"
#include "overlap/folder/folder.h"
#include "overlap/folder/openfile.h"
#include "overlap/folder/sending.h"
#include "overlap/net/loop.h"
#include "rununtil.h"

#include <QDir>
#include <QFile>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>

using namespace overlap;
using namespace overlap::folder;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// A folder as clients see it, over a transport without a socket.
class TestFolder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();
    void answers_data();
    void answers();
    void lists();
    void listsOnlyIfAsked();
    void fallsBack_data();
    void fallsBack();
    void pipelinedOnesComeInOrder();
    void largeFile_data();
    void largeFile();
    void headReadsNothing();
    void readsAsTheClientReads();
    void shorterFileIsCutShort();
    void smallFileThatIsCutShort();
    void longerFileIsSentAsAnnounced();
    void removedFileIsSent();
    void clientLeaves_data();
    void clientLeaves();
    void heldLoopReadsItself();
    void goneFolderLeavesItsCalls();
    void readersAreFew();
    void readersEnd();
    void threadsEndWhole();

private:
    struct Client;
    void serve(FolderOptions options);
    void listen(net::Handler handler);
    std::shared_ptr<Client> connectAnother();
    // All that a client gets for it. Ends with the answer.
    QByteArray ask(const QByteArray &target, const QByteArray &fields = {},
                   const QByteArray &method = "GET");
    record::Record lastRecord(); // of a finished request
    QString pathOf(const QString &name) const { return m_directory->filePath(u"site/"_s + name); }
    void write(const QString &name, const QByteArray &text) const;

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Readers> m_readers;
    std::optional<Folder> m_folder;
    net::Counters m_counters;
    std::unique_ptr<record::Journal> m_journal;
    std::optional<net::Loop> m_loop;
    bool m_holdsLoop = false;
    std::atomic<int> m_told = -1; // the status of the answer that ended last
    std::atomic<int> m_tellings = 0;
};

// What is known of a client, also once its transport is gone.
struct TestFolder::Client
{
    class Transport : public MemoryTransport
    {
    public:
        explicit Transport(std::shared_ptr<Client> client) : m_client(std::move(client)) {}
        void close(bool now) override
        {
            MemoryTransport::close(now);
            m_client->kept = outgoing;
            m_client->transport = nullptr;
        }

    private:
        const std::shared_ptr<Client> m_client;
    };

    MemoryTransport *transport = nullptr; // null: closed
    QByteArray kept;

    QByteArray sent() const { return transport ? transport->outgoing : kept; }
    bool hasEnded() const { return !transport || transport->isShutDown; }
};

namespace {

constexpr QByteArrayView prefix = "/files/";

QByteArray request(const QByteArray &target, const QByteArray &fields = {},
                   const QByteArray &method = "GET")
{
    return method + ' ' + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

QByteArray headIn(const QByteArray &answer)
{
    return answer.first(answer.indexOf("\r\n\r\n") + 2);
}

QByteArray bodyIn(const QByteArray &answer)
{
    return answer.sliced(answer.indexOf("\r\n\r\n") + 4);
}

int statusIn(const QByteArray &answer)
{
    return answer.mid(9, 3).toInt();
}

// No two stretches of it are the same.
QByteArray longText(qsizetype size)
{
    QByteArray text;
    text.reserve(size + 20);
    for (qint64 i = 0; text.size() < size; ++i)
        text += QByteArray::number(i) + '\n';
    text.truncate(size);
    return text;
}

} // namespace

// Where the system tells what is in memory, and where it does not.
void TestFolder::initTestCase_data()
{
    QTest::addColumn<bool>("asksCache");
    QTest::newRow("cached") << true;
    QTest::newRow("by readers") << false;
}

void TestFolder::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_readers = std::make_unique<Readers>(std::size_t(2));
    m_holdsLoop = false;
    QVERIFY(QDir().mkpath(pathOf(u"css"_s)));
    QVERIFY(QDir().mkpath(pathOf(u"empty"_s)));
    write(u"../secret.txt"_s, "This must not get out.");
    write(u"index.html"_s, "<p>start");
    write(u"a b.txt"_s, "0123456789");
    write(u"nothing.txt"_s, "");
    write(u"css/a.css"_s, "p {}");
    serve({.root = pathOf({})});
}

void TestFolder::cleanup()
{
    m_loop.reset();
    m_readers.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void TestFolder::write(const QString &name, const QByteArray &text) const
{
    QFile file(pathOf(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

void TestFolder::serve(FolderOptions options)
{
    QFETCH_GLOBAL(bool, asksCache);
    options.asksCache = asksCache;
    // Files that were just written are as old as others.
    m_folder.emplace(options, *m_readers, [] {
        return http::Time(std::chrono::system_clock::now().time_since_epoch()) + 1h;
    });
    listen([this](net::Call &&call) {
        if (m_holdsLoop)
            call.holdThread();
        const QByteArrayView path = call.request().path;
        m_folder->handle(std::move(call), path.sliced(prefix.size()), 0, [this](int status) {
            m_told = status;
            ++m_tellings;
        });
    });
}

void TestFolder::listen(net::Handler handler)
{
    m_loop.reset();
    m_journal = std::make_unique<record::Journal>();
    m_loop.emplace(net::Loop::Setup{.handler = std::move(handler),
                                    .journal = m_journal.get(),
                                    .counters = &m_counters,
                                    .wakeReader = [] {}});
}

std::shared_ptr<TestFolder::Client> TestFolder::connectAnother()
{
    auto client = std::make_shared<Client>();
    auto transport = std::make_unique<Client::Transport>(client);
    client->transport = transport.get();
    m_loop->adopt(std::move(transport));
    return client;
}

QByteArray TestFolder::ask(const QByteArray &target, const QByteArray &fields,
                           const QByteArray &method)
{
    const auto client = connectAnother();
    client->transport->arrive(request(target, "Connection: close\r\n" + fields, method));
    runUntil([&] { return client->hasEnded(); });
    return client->sent();
}

record::Record TestFolder::lastRecord()
{
    record::Record last{};
    m_journal->read([&last](const record::Entry &entry, const record::Details &) {
        const auto *record = std::get_if<record::Record>(&entry);
        if (record && record->outcome != record::Outcome::InFlight)
            last = *record;
    });
    return last;
}

void TestFolder::answers_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field"); // one of the answer's
    QTest::addColumn<QByteArray>("body");  // "-": any
    const auto row = [](const char *method, const char *target, const char *fields, int status,
                        const char *field, const char *body) {
        QTest::addRow("%s %s %s", method, target, fields)
            << QByteArray(method) << QByteArray(target) << QByteArray(fields) << status
            << QByteArray(field) << QByteArray(body);
    };
    row("GET", "/files/", "", 200, "Content-Type: text/html; charset=utf-8", "<p>start");
    row("GET", "/files/index.html", "", 200, "Content-Length: 8", "<p>start");
    row("GET", "/files/a%20b.txt", "", 200, "Content-Type: text/plain; charset=utf-8",
        "0123456789");
    row("GET", "/files/a%20b.txt?n=1", "", 200, "Accept-Ranges: bytes", "0123456789");
    row("GET", "/files/nothing.txt", "", 200, "Content-Length: 0", "");
    row("GET", "/files/css/a.css", "", 200, "Cache-Control: no-cache", "p {}");
    row("HEAD", "/files/a%20b.txt", "", 200, "Content-Length: 10", "");
    row("HEAD", "/files/nothing.txt", "", 200, "Content-Length: 0", "");
    row("GET", "/files/css", "", 307, "Location: ./css/", "");
    row("GET", "/files/css?a=b&c", "", 307, "Location: ./css/?a=b&c", "");
    row("GET", "/files/c%73s", "", 307, "Location: ./c%73s/", "");
    row("HEAD", "/files/css", "", 307, "Location: ./css/", "");
    row("GET", "/files/css/", "", 404, "Content-Type: text/html; charset=utf-8", "-");
    row("GET", "/files/empty/", "", 404, "", "-");
    row("GET", "/files/a%20b.txt/", "", 404, "", "-");
    row("GET", "/files/a%20b.txt/x", "", 404, "", "-");
    row("GET", "/files/none.txt", "", 404, "", "-");
    row("GET", "/files//index.html", "", 404, "", "-");
    row("GET", "/files/../secret.txt", "", 404, "", "-");
    row("GET", "/files/%2e%2e/secret.txt", "", 404, "", "-");
    row("GET", "/files/..%2fsecret.txt", "", 404, "", "-");
    row("HEAD", "/files/none.txt", "", 404, "", "");
    row("POST", "/files/index.html", "", 405, "Allow: GET, HEAD, OPTIONS", "-");
    row("PUT", "/files/none.txt", "", 405, "Allow: GET, HEAD, OPTIONS", "-");
    row("DELETE", "/files/index.html", "", 405, "Allow: GET, HEAD, OPTIONS", "-");
    row("OPTIONS", "/files/index.html", "", 204, "Allow: GET, HEAD, OPTIONS", "");
    row("GET", "/files/a%20b.txt", "Range: bytes=2-4\r\n", 206, "Content-Range: bytes 2-4/10",
        "234");
    row("GET", "/files/a%20b.txt", "Range: bytes=99-\r\n", 416, "Content-Range: bytes */10", "-");
    row("HEAD", "/files/a%20b.txt", "Range: bytes=2-4\r\n", 200, "Content-Length: 10", "");
    row("GET", "/files/a%20b.txt", "If-None-Match: *\r\n", 304, "Cache-Control: no-cache", "");
    row("HEAD", "/files/a%20b.txt", "If-None-Match: *\r\n", 304, "Cache-Control: no-cache", "");
    row("GET", "/files/a%20b.txt", "If-Match: \"x\"\r\n", 412, "", "-");
    row("GET", "/files/none.txt", "If-None-Match: *\r\n", 404, "", "-");
    row("GET", "/files/css", "If-None-Match: *\r\n", 307, "", "");
}

void TestFolder::answers()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, fields);
    QFETCH(int, status);
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, body);
    const int before = m_tellings;
    const QByteArray answer = ask(target, fields, method);
    QCOMPARE(statusIn(answer), status);
    QCOMPARE(m_told.load(), status);
    QCOMPARE(m_tellings - before, 1);
    QVERIFY2(headIn(answer).contains("\r\n" + field), answer.constData());
    if (body != "-")
        QCOMPARE(bodyIn(answer), body);
    QVERIFY(!answer.contains("must not get out"));
    const record::Record record = lastRecord();
    QCOMPARE(record.outcome, record::Outcome::Answered);
    QCOMPARE(int(record.status), status);
}

void TestFolder::lists()
{
    serve({.root = pathOf({}), .isListed = true});
    QCOMPARE(bodyIn(ask("/files/")), QByteArray("<p>start")); // it has an index
    QVERIFY(QFile::remove(pathOf(u"index.html"_s)));
#ifdef Q_OS_WIN // has no such names
    const QByteArray odd = "<a href=\"./%26.txt\">&amp;.txt</a>";
    write(u"&.txt"_s, "");
#else
    const QByteArray odd = "<a href=\"./%3C%26%3E.txt\">&lt;&amp;&gt;.txt</a>";
    write(u"<&>.txt"_s, "");
#endif
    write(u".env"_s, "");
    const QByteArray answer = ask("/files/");
    QCOMPARE(statusIn(answer), 200);
    QVERIFY(headIn(answer).contains("\r\nContent-Type: text/html; charset=utf-8\r\n"));
    QVERIFY(headIn(answer).contains("\r\nCache-Control: no-store\r\n"));
    const QByteArray page = bodyIn(answer);
    QVERIFY(page.contains("<h1>/</h1>"));
    QVERIFY(page.contains(odd));
    QVERIFY(page.contains("<a href=\"./css/\">css/</a>"));
    QVERIFY(!page.contains(".env") && !page.contains("../") && !page.contains("{{"));
    QVERIFY(page.indexOf("./css/") < page.indexOf("./a%20b.txt"));
    const QByteArray sorted = bodyIn(ask("/files/?sort=size&desc"));
    QVERIFY(sorted.indexOf("./a%20b.txt") < sorted.indexOf("./nothing.txt"));
    QVERIFY(bodyIn(ask("/files/css/")).contains("<a href=\"../\">"));
    QVERIFY(bodyIn(ask("/files/empty/")).contains("There is nothing in this folder."));
    QCOMPARE(bodyIn(ask("/files/", {}, "HEAD")), QByteArray());
    QCOMPARE(statusIn(ask("/files/none/")), 404);
}

void TestFolder::listsOnlyIfAsked()
{
    QCOMPARE(statusIn(ask("/files/css/")), 404);
}

void TestFolder::fallsBack_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<bool>("isPage");
    const QByteArray any = "Accept: */*\r\n";
    const QByteArray page = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";
    QTest::newRow("a view") << QByteArray("/files/users/7") << any << true;
    QTest::newRow("without a field") << QByteArray("/files/users/7") << QByteArray() << true;
    QTest::newRow("as a folder") << QByteArray("/files/users/7/") << any << true;
    QTest::newRow("folder without index") << QByteArray("/files/css/") << any << true;
    QTest::newRow("a name with a dot") << QByteArray("/files/users/j.doe") << page << true;
    QTest::newRow("a script") << QByteArray("/files/app.js") << any << false;
    QTest::newRow("a picture") << QByteArray("/files/a.png") << QByteArray() << false;
    QTest::newRow("a way out") << QByteArray("/files/..%2fsecret") << page << false;
    QTest::newRow("a dot file") << QByteArray("/files/.env") << page << false;
}

void TestFolder::fallsBack()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, accept);
    QFETCH(bool, isPage);
    serve({.root = pathOf({}), .fallback = {u"index.html"_s}});
    const QByteArray answer = ask(target, accept);
    QCOMPARE(statusIn(answer), isPage ? 200 : 404);
    QCOMPARE(bodyIn(answer) == "<p>start", isPage);
    QCOMPARE(bodyIn(ask("/files/css/a.css")), QByteArray("p {}"));
}

void TestFolder::pipelinedOnesComeInOrder()
{
    write(u"long.txt"_s, longText(1'000'000));
    const auto client = connectAnother();
    client->transport->arrive(request("/files/a%20b.txt") + request("/files/long.txt", {}, "HEAD") +
                              request("/files/long.txt") + request("/files/none") +
                              request("/files/css/a.css", "Connection: close\r\n"));
    runUntil([&] { return client->hasEnded(); });
    const QByteArray sent = client->sent();
    QList<int> statuses;
    for (qsizetype at = 0; (at = sent.indexOf("HTTP/1.1 ", at)) >= 0; ++at)
        statuses += sent.mid(at + 9, 3).toInt();
    QCOMPARE(statuses, (QList{200, 200, 200, 404, 200}));
    QCOMPARE(sent.count("\r\nContent-Length: 1000000\r\n"), 2);
    QVERIFY(sent.endsWith("\r\n\r\np {}"));
}

void TestFolder::largeFile_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size : {65'535, 65'536, 65'537, 262'144, 262'145, 3'000'000})
        QTest::addRow("%d", int(size)) << size;
}

// Whole, and in ranges across the pieces that are read.
void TestFolder::largeFile()
{
    QFETCH(qsizetype, size);
    const QByteArray text = longText(size);
    write(u"long.txt"_s, text);
    const QByteArray whole = ask("/files/long.txt");
    QVERIFY(bodyIn(whole) == text);
    QVERIFY(headIn(whole).contains("\r\nContent-Length: " + QByteArray::number(size) + "\r\n"));
    QVERIFY(bodyIn(ask("/files/long.txt", "Range: bytes=1-\r\n")) == text.sliced(1));
    QVERIFY(bodyIn(ask("/files/long.txt", "Range: bytes=-65537\r\n")) ==
            text.last(std::min<qsizetype>(size, 65'537)));
    const QByteArray parts = bodyIn(ask("/files/long.txt", "Range: bytes=9-9,0-5,100-60000\r\n"));
    const QByteArray boundary = parts.first(parts.indexOf('\r'));
    QByteArray joined;
    qsizetype at = 0;
    while ((at = parts.indexOf("\r\n\r\n", at)) >= 0) {
        const qsizetype end = parts.indexOf("\r\n" + boundary, at + 4);
        joined += parts.sliced(at + 4, end - at - 4);
        at = end;
    }
    QVERIFY(joined == text.sliced(9, 1) + text.first(6) + text.sliced(100, 59'901));
    QVERIFY(parts.endsWith("\r\n" + boundary + "--\r\n"));
}

void TestFolder::headReadsNothing()
{
    QFile file(pathOf(u"huge.bin"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(1ll << 32));
    file.close();
    const QByteArray answer = ask("/files/huge.bin", {}, "HEAD");
    QVERIFY(headIn(answer).contains("\r\nContent-Length: 4294967296\r\n"));
    QCOMPARE(bodyIn(answer), QByteArray());
    QCOMPARE(bodyIn(ask("/files/huge.bin", "Range: bytes=4294967290-\r\n")), QByteArray(6, '\0'));
}

void TestFolder::readsAsTheClientReads()
{
    QFile file(pathOf(u"huge.bin"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(1ll << 32));
    file.close();
    const qint64 before = allocatedBytes();
    const auto client = connectAnother();
    client->transport->room = 1'000'000;
    client->transport->arrive(request("/files/huge.bin"));
    runUntil([&] { return client->transport->room == 0; });
    for (int i = 0; i < 50; ++i) {
        client->transport->outgoing.clear();
        client->transport->makeRoom(1'000'000);
        runUntil([&] { return client->transport->room == 0; });
    }
    client->transport->outgoing = {};
    QVERIFY2(allocatedBytes() - before < 4 << 20, "it must not be read ahead");
    client->transport->vanish();
    runUntil([&] { return m_counters.open == 0; });
}

void TestFolder::shorterFileIsCutShort()
{
    const QByteArray text = longText(3'000'000);
    write(u"long.txt"_s, text);
    const auto client = connectAnother();
    client->transport->room = 700'000;
    client->transport->arrive(request("/files/long.txt"));
    runUntil([&] { return client->transport->room == 0; });
    QVERIFY(QFile::resize(pathOf(u"long.txt"_s), 1'500'000));
    client->transport->makeRoom(10'000'000);
    runUntil([&] { return client->hasEnded(); });
    const QByteArray body = bodyIn(client->sent());
    QVERIFY(body.size() <= 1'500'000);
    QVERIFY(body == text.first(body.size()));
    QVERIFY(headIn(client->sent()).contains("\r\nContent-Length: 3000000\r\n"));
    QCOMPARE(lastRecord().outcome, record::Outcome::CutShort);
}

// It has become shorter between the look at it and the reading.
void TestFolder::smallFileThatIsCutShort()
{
    NotOpened why{};
    auto opened = openBelow(pathOf({}), {u"a b.txt"_s}, why);
    QVERIFY(opened);
    Delivery delivery;
    delivery.parts = {{{}, {0, 10}}};
    QVERIFY(QFile::resize(pathOf(u"a b.txt"_s), 4));
    const auto sending =
        std::make_shared<Sending>(*std::move(opened), std::move(delivery), *m_readers,
                                  std::make_shared<Passage>(0, Passage::WhenEnding()));
    listen([&](net::Call &&call) { sending->begin(std::move(call), Sending::Wait::Allowed); });
    const auto client = connectAnother();
    client->transport->arrive(request("/files/"));
    runUntil([&] { return client->hasEnded(); });
    QCOMPARE(bodyIn(client->sent()), QByteArray("0123"));
    QVERIFY(headIn(client->sent()).contains("\r\nContent-Length: 10\r\n"));
    QCOMPARE(lastRecord().outcome, record::Outcome::CutShort);
}

void TestFolder::longerFileIsSentAsAnnounced()
{
    const QByteArray text = longText(1'000'000);
    write(u"log.txt"_s, text);
    const auto client = connectAnother();
    client->transport->room = 300'000;
    client->transport->arrive(request("/files/log.txt") + request("/files/css/a.css"));
    runUntil([&] { return client->transport->room == 0; });
    QFile file(pathOf(u"log.txt"_s));
    QVERIFY(file.open(QIODevice::Append));
    file.write("more");
    file.close();
    client->transport->makeRoom(10'000'000);
    runUntil([&] { return client->sent().endsWith("p {}"); });
    const QByteArray body = bodyIn(client->sent());
    QVERIFY(body.startsWith(text + "HTTP/1.1 200 OK\r\n"));
}

void TestFolder::removedFileIsSent()
{
    const QByteArray text = longText(1'000'000);
    write(u"long.txt"_s, text);
    const auto client = connectAnother();
    client->transport->room = 300'000;
    client->transport->arrive(request("/files/long.txt", "Connection: close\r\n"));
    runUntil([&] { return client->transport->room == 0; });
    QVERIFY(QFile::remove(pathOf(u"long.txt"_s)));
    QCOMPARE(statusIn(ask("/files/long.txt")), 404);
    client->transport->makeRoom(10'000'000);
    runUntil([&] { return client->hasEnded(); });
    QVERIFY(bodyIn(client->sent()) == text);
}

void TestFolder::clientLeaves_data()
{
    QTest::addColumn<qint64>("room");
    QTest::newRow("before the head") << qint64(0);
    QTest::newRow("in the body") << qint64(500'000);
}

// Nothing is left of it, wherever it was.
void TestFolder::clientLeaves()
{
    QFETCH(qint64, room);
    write(u"long.txt"_s, longText(3'000'000));
    for (int i = 0; i < 20; ++i) {
        const auto client = connectAnother();
        client->transport->room = room;
        client->transport->arrive(request("/files/long.txt"));
        if (i % 2 == 0)
            runUntil([&] { return client->transport->room == 0; });
        client->transport->vanish(); // or while its file is being opened
    }
    runUntil([&] { return m_counters.open == 0; });
    QCOMPARE(m_counters.open, 0);
    QCOMPARE(bodyIn(ask("/files/css/a.css")), QByteArray("p {}"));
}

// A strategy that blocks the loop blocks it with files, too.
void TestFolder::heldLoopReadsItself()
{
    m_holdsLoop = true;
    const QByteArray text = longText(3'000'000);
    write(u"long.txt"_s, text);
    const auto client = connectAnother();
    client->transport->arrive(request("/files/long.txt"));
    QVERIFY(bodyIn(client->sent()) == text);
    client->transport->arrive(request("/files/css/a.css"));
    QVERIFY(client->sent().endsWith("p {}"));
}

// New requests may follow other rules; those that run end under theirs.
void TestFolder::goneFolderLeavesItsCalls()
{
    const QByteArray text = longText(3'000'000);
    write(u"long.txt"_s, text);
    const auto client = connectAnother();
    client->transport->room = 300'000;
    client->transport->arrive(request("/files/long.txt", "Connection: close\r\n"));
    m_folder.emplace(FolderOptions{.root = pathOf(u"css"_s)}, *m_readers);
    QCOMPARE(bodyIn(ask("/files/a.css")), QByteArray("p {}"));
    client->transport->makeRoom(10'000'000);
    runUntil([&] { return client->hasEnded(); });
    QVERIFY(bodyIn(client->sent()) == text);
}

void TestFolder::readersAreFew()
{
    std::atomic<int> atOnce = 0;
    std::atomic<int> most = 0;
    QSemaphore goOn;
    listen([&](net::Call &&call) {
        m_readers->run(std::move(call), [&](net::Call &&next) {
            most = std::max(most.load(), ++atOnce);
            goOn.acquire();
            --atOnce;
            std::move(next).send({.body = "read"});
        });
    });
    std::vector<std::shared_ptr<Client>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(connectAnother());
        clients.back()->transport->arrive(request("/"));
    }
    runUntil([&] { return atOnce == 2; });
    goOn.release(5);
    for (const auto &client : clients) {
        runUntil([&] { return client->sent().endsWith("read"); });
        QVERIFY(client->sent().endsWith("read"));
    }
    QCOMPARE(most, 2);
}

// What runs is finished, what waits is dropped.
void TestFolder::readersEnd()
{
    m_readers = std::make_unique<Readers>(1);
    std::atomic<bool> hasBegun = false;
    QSemaphore goOn;
    listen([&](net::Call &&call) {
        m_readers->run(std::move(call), [&](net::Call &&next) {
            hasBegun = true;
            goOn.acquire();
            std::move(next).send({.body = "read"});
        });
    });
    const auto first = connectAnother();
    first->transport->arrive(request("/"));
    runUntil([&] { return hasBegun.load(); });
    const auto second = connectAnother();
    second->transport->arrive(request("/"));
    std::thread ending([&] { m_readers.reset(); });
    // It waits for the first one, so this comes in time, whenever it comes.
    goOn.release(2);
    ending.join();
    runUntil([&] { return first->sent().endsWith("read") && !second->sent().isEmpty(); });
    QVERIFY(first->sent().endsWith("read"));
    const int status = statusIn(second->sent());
    QVERIFY(status == 500 || status == 200); // it may have been next, before the end
}

// Readers match regular expressions of Qt, which keep such an object.
void TestFolder::threadsEndWhole()
{
    static constexpr quint64 word = 0x5afe'5afe'5afe'5afe;
    static std::atomic<bool> wasWhole = false;
    struct Object
    {
        Object() { words.fill(word); }
        ~Object() { wasWhole = isWhole(); }
        bool isWhole() const
        {
            return std::ranges::all_of(words, [](quint64 each) { return each == word; });
        }
        std::array<quint64, 8> words; // where some are kept, memory that was freed differs
    };
    std::thread([] {
        thread_local const Object object;
        QVERIFY(object.isWhole());
    }).join();
    QVERIFY(wasWhole);
}

QTEST_GUILESS_MAIN(TestFolder)
#include "tst_folder.moc"
