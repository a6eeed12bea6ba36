#include "allocated.h"
#include "overlap/folder/folder.h"
#include "rawclient.h"
#include "rawsocket.h"
#include "serving.h"

#include <QFile>
#include <QSemaphore>
#include <QTemporaryDir>

#include <algorithm>
#include <memory>

using namespace overlap;
using namespace Qt::StringLiterals;
using folder::Folder;
using folder::Readers;
using record::Outcome;

// Files over real sockets: their bytes, many at once, clients that leave, disks that are slow,
// strategies, and the end of the server.
class TestFolders : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void init();
    void bodiesAreWhole_data();
    void bodiesAreWhole();
    void manyAtOnce();
    void strategies_data();
    void strategies();
    void slowDiskHoldsNobodyElse();
    void largeFileNeedsLittleMemory();
    void clientsLeave();
    void serverStopsMeanwhile_data();
    void serverStopsMeanwhile();

private:
    // "/{file}" is one of the folder, "/" is none.
    SessionSetup setup() const;
    QByteArray write(const QString &name, qsizetype size) const; // what is in it
    void writeHoles(const QString &name, qint64 size) const;

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Readers> m_readers; // outlives each session
};

namespace {

constexpr qint64 mib = 1024 * 1024;

QByteArray bodyIn(const QByteArray &answer)
{
    return answer.sliced(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace

void TestFolders::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_readers = std::make_unique<Readers>();
}

SessionSetup TestFolders::setup() const
{
    SessionSetup setup;
    const Folder folder({.root = m_directory->path(), .asksCache = !isQTcpSocket()}, *m_readers);
    setup.routes = {
        {"/",
         {http::Method::Get},
         [](net::Call &&call, const QByteArray &) { std::move(call).send({.body = "no file"}); }},
        {"/{file}", {http::Method::Get}, [folder](net::Call &&call, const QByteArray &) {
             const QByteArrayView path = call.request().path.sliced(1);
             folder.handle(std::move(call), path);
         }}};
    return setup;
}

QByteArray TestFolders::write(const QString &name, qsizetype size) const
{
    QByteArray text;
    for (qint64 i = 0; text.size() < size; ++i)
        text += name.toUtf8() + QByteArray::number(i) + '\n';
    text.truncate(size);
    QFile file(m_directory->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != size)
        qFatal("The file could not be written.");
    return text;
}

void TestFolders::writeHoles(const QString &name, qint64 size) const
{
    QFile file(m_directory->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || !file.resize(size))
        qFatal("The file could not be written.");
}

void TestFolders::bodiesAreWhole_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size :
         {0, 1, 65'535, 65'536, 65'537, 262'143, 262'144, 262'145, 1'048'576, 10'000'000})
        QTest::addRow("%d", int(size)) << size;
}

void TestFolders::bodiesAreWhole()
{
    QFETCH(qsizetype, size);
    const QByteArray text = write(u"a.txt"_s, size);
    Serving serving({}, setup());
    RawClient client(serving.port());
    client.get("/a.txt");
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QVERIFY(bodyIn(client.received()) == text);
    client.get("/a.txt"); // on the same connection
    client.get("/");
    QVERIFY(client.waitUntil([&] { return client.hasResponses(3); }));
    QVERIFY(client.received().endsWith("no file"));
    QTRY_COMPARE(serving.store().size(), 3u);
    for (const record::Record &record : serving.records())
        QCOMPARE(record.outcome, Outcome::Answered);
}

void TestFolders::manyAtOnce()
{
    std::vector<QByteArray> texts;
    texts.reserve(60);
    for (int i = 0; i < 60; ++i)
        texts.push_back(write(u"file%1.txt"_s.arg(i), i * 20'011));
    Serving serving({}, setup());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        clients.back()->get("/file" + QByteArray::number(i) + ".txt");
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        QVERIFY(clients[i]->waitUntil([&] { return clients[i]->hasResponses(1); }));
        QVERIFY(bodyIn(clients[i]->received()) == texts[i]);
    }
}

void TestFolders::strategies_data()
{
    QTest::addColumn<QLatin1StringView>("name");
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (!kind.compared || kind.compared->predict) // otherwise none is answered
            QTest::newRow(kind.name.data()) << kind.name;
    }
}

void TestFolders::strategies()
{
    QFETCH(QLatin1StringView, name);
    const QByteArray text = write(u"a.txt"_s, 2'000'000);
    Settings settings;
    settings.strategy.name = name;
    Serving serving(settings, setup());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        clients.back()->get("/a.txt");
    }
    for (const auto &client : clients) {
        QVERIFY(client->waitUntil([&] { return client->hasResponses(1); }));
        QVERIFY(bodyIn(client->received()) == text);
    }
}

// All readers wait, for as long as the test wants.
void TestFolders::slowDiskHoldsNobodyElse()
{
    m_readers = std::make_unique<Readers>(std::size_t(2));
    QSemaphore disk;
    SessionSetup slow = setup();
    slow.routes.push_back(
        {"/slow/disk", {http::Method::Get}, [&](net::Call &&call, const QByteArray &) {
             m_readers->run(std::move(call), [&disk](net::Call &&next) {
                 disk.acquire();
                 std::move(next).send({.body = "slow"});
             });
         }});
    Serving serving({}, std::move(slow));
    RawClient first(serving.port());
    RawClient second(serving.port());
    RawClient file(serving.port());
    first.get("/slow/disk");
    second.get("/slow/disk");
    QTRY_COMPARE(serving.session().begun(), 2u);
    file.get("/none.txt"); // no system tells of it without the disk
    QTRY_COMPARE(serving.session().begun(), 3u);
    RawClient other(serving.port());
    other.get("/");
    QVERIFY(other.waitUntil([&] { return other.hasResponses(1); }));
    QCOMPARE(file.received(), QByteArray());
    disk.release(2);
    for (RawClient *const client : {&first, &second, &file})
        QVERIFY(client->waitUntil([&] { return client->hasResponses(1); }));
    QVERIFY(file.received().startsWith("HTTP/1.1 404 "));
}

void TestFolders::largeFileNeedsLittleMemory()
{
    constexpr qint64 size = 256 * mib;
    writeHoles(u"large.bin"_s, size);
    Serving serving({}, setup());
    QTcpSocket socket;
    socket.setReadBufferSize(mib);
    socket.connectToHost(loopback(), serving.port());
    socket.write("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const qint64 before = allocatedBytes();
    qint64 most = 0;
    qint64 received = 0;
    connect(&socket, &QTcpSocket::readyRead, this, [&] {
        received += socket.readAll().size();
        most = std::max(most, allocatedBytes());
    });
    QTRY_VERIFY(received > size);
    QVERIFY2(most - before < 16 * mib, QByteArray::number(most - before));
}

void TestFolders::clientsLeave()
{
    writeHoles(u"large.bin"_s, 10'000 * mib);
    Settings settings;
    settings.connections.limits.halfCloseWithin = {}; // a FIN means giving up
    Serving serving(settings, setup());
    constexpr int count = 10;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        RawClient &client = *clients.back();
        client.get("/large.bin");
        connect(&client.socket(), &QTcpSocket::readyRead, this, [&client] {
            if (client.received().size() >= mib)
                client.stopReading();
        });
    }
    for (const auto &client : clients)
        QTRY_VERIFY(client->received().size() >= mib);
    for (int i = 0; i < count; ++i) {
        if (i % 2 == 0)
            reset(clients[std::size_t(i)]->socket());
        else
            net::shutdownWrite(clients[std::size_t(i)]->socket().socketDescriptor());
    }
    QTRY_COMPARE(serving.store().size(), std::size_t(count));
    QCOMPARE(
        std::ranges::count(serving.records(), Outcome::AbortedByClient, &record::Record::outcome),
        count);
    clients.clear();
    QTRY_VERIFY(serving.isOver());
}

void TestFolders::serverStopsMeanwhile_data()
{
    QTest::addColumn<bool>("isGraceful");
    QTest::newRow("after its answers") << true;
    QTest::newRow("at once") << false;
}

void TestFolders::serverStopsMeanwhile()
{
    QFETCH(bool, isGraceful);
    const QByteArray text = write(u"a.txt"_s, 20'000'000);
    Settings settings;
    settings.connections.kernelBuffer = 64 * 1024; // bytes; much less than the answer
    Serving serving(settings, setup());
    RawClient client(serving.port(), loopback(), settings.connections.kernelBuffer);
    connect(&client.socket(), &QTcpSocket::readyRead, this, [&] {
        if (client.received().size() >= mib && serving.session().isServing())
            client.stopReading();
    });
    client.get("/a.txt");
    QTRY_VERIFY(client.received().size() >= mib);
    serving.session().stop();
    if (isGraceful) {
        QVERIFY(!serving.session().isServing());
        client.readOn();
        QTRY_VERIFY(client.hasResponses(1));
        QVERIFY(bodyIn(client.received()) == text);
    } else {
        serving.session().stop();
    }
    QTRY_COMPARE(serving.session().state(), Session::State::Stopped);
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records()[0].outcome,
             isGraceful ? Outcome::Answered : Outcome::AbortedByServer);
}

QTEST_GUILESS_MAIN(TestFolders)
#include "tst_folders.moc"
