#include "allocated.h"
#include "families.h"
#include "inpieces.h"
#include "patience.h"
#include "rawclient.h"
#include "rawsocket.h"
#include "serving.h"

#include <QTimer>

#include <algorithm>
#include <functional>
#include <memory>

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// Clients that are slow, leave in the middle, or come in thousands. Each gets the right answer, and
// others are served meanwhile. Routes answer whole, then in pieces, for those who get an answer.
// OVERLAP_FLOOD: how many come at most (5000).
class TestHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { inpieces::addTransports({{}, inpieces::Kind::Chunked}); }
    void init();
    void slowClients_data();
    void slowClients();
    void aborts_data();
    void aborts();
    void floods_data();
    void floods();
    void cleanup() { m_families.end(); }
    void cleanupTestCase();

public:
    using Clients = std::vector<std::unique_ptr<RawClient>>;

private:
    bool isServed(); // whether a good client gets its answer

    std::unique_ptr<Serving> m_serving;
    std::tuple<net::TransportFactory, int, inpieces::Answers> m_kind; // of m_serving
    Families m_families;
};

namespace {

const QByteArray get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const QByteArray post = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n";
const QByteArray chunks = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

http::Limits hasty()
{
    http::Limits limits;
    limits.headWithin = 300ms;
    limits.bodyWindow = 300ms;
    limits.keepAliveIdle = 300ms;
    limits.writeWindow = 300ms;
    limits.halfCloseWithin = 0ms; // a FIN means giving up
    limits.lingerSilence = limits.lingerWithin = 200ms;
    return limits;
}

// Bytes. Much less than is sent to clients that do not read, and than writtenInWindow.
constexpr int kernelBuffer = 8192;

int floodSize()
{
    return qMax(100, qEnvironmentVariable("OVERLAP_FLOOD", u"5000"_s).toInt());
}

// A client that sends `first` and then `drip` every few milliseconds.
struct Slow
{
    QByteArray first, drip;
    const char *statuses; // of the answers that it gets before the close
    http::CloseReason closeReason;
    bool reads = true;

    bool isAnswered() const { return !reads || QByteArray(statuses).contains("200"); }
};

} // namespace

Q_DECLARE_METATYPE(Slow)

void TestHostile::init()
{
    const std::tuple kind(transport(), threads(), inpieces::answers());
    if (!m_serving || kind != m_kind) {
        Settings settings;
        settings.connections.limits = hasty();
        settings.connections.kernelBuffer = kernelBuffer;
        m_serving = std::make_unique<Serving>(settings, inpieces::setup());
        m_kind = kind;
    }
    QVERIFY(m_serving->isServing());
}

void TestHostile::cleanupTestCase()
{
    m_serving.reset();
    m_families.tell();
}

bool TestHostile::isServed()
{
    RawClient good(m_serving->port());
    good.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    return waitFor([&] { return !good.isOpen(); }) && good.count("200") == 1 &&
           good.received().contains("</html>");
}

void TestHostile::slowClients_data()
{
    QTest::addColumn<Slow>("slow");
    const auto row = [](const char *name, const Slow &slow) { QTest::newRow(name) << slow; };
    using http::CloseReason;
    row("silence", {"", "", "", CloseReason::TimedOut});
    row("an empty line", {"\r\n", "", "", CloseReason::TimedOut});
    row("half a method", {"GE", "", "408", CloseReason::TimedOut});
    row("half a target", {"GET /sl", "", "408", CloseReason::TimedOut});
    row("half a field", {"GET / HTTP/1.1\r\nHost: h\r\nA: b", "", "408", CloseReason::TimedOut});
    row("no end of the head", {get.chopped(2), "", "408", CloseReason::TimedOut});
    row("a target that drips", {"GET /", "x", "408", CloseReason::TimedOut});
    row("fields that drip", {get.chopped(2), "A: b\r\n", "408", CloseReason::TimedOut});
    row("no body", {post, "", "408", CloseReason::TimedOut});
    row("half a body", {post + QByteArray(100, 'x'), "", "408", CloseReason::TimedOut});
    row("a body that drips", {post, "x", "408", CloseReason::TimedOut});
    row("no chunk", {chunks, "", "408", CloseReason::TimedOut});
    row("half a chunk", {chunks + "5\r\nhel", "", "408", CloseReason::TimedOut});
    row("chunks that drip", {chunks, "1\r\nx\r\n", "408", CloseReason::TimedOut});
    row("an extension that drips", {chunks + "1;", "a", "408", CloseReason::TimedOut});
    row("trailers that drip", {chunks + "0\r\n", "a:\r\n", "408", CloseReason::TimedOut});
    row("Expect, and nothing then",
        {post.chopped(2) + "Expect: 100-continue\r\n\r\n", "", "100 408", CloseReason::TimedOut});
    row("a second head", {get + "GET", "", "200 408", CloseReason::TimedOut});
    row("idle", {get, "", "200", CloseReason::Idle});
    row("idle, with empty lines", {get + "\r\n\r\n", "", "200", CloseReason::Idle});
    row("an error, and more", {"nonsense\r\n", "more", "400", CloseReason::Refused});
    row("an error, and nothing then", {"nonsense\r\n", "", "400", CloseReason::Refused});
    row("nothing is read", {get.repeated(10'000), "", "", CloseReason::TimedOut, false});
    row("no echo is read",
        {QByteArray(post).replace("100000", "1000000") + QByteArray(1'000'000, 'x'), "", "",
         CloseReason::TimedOut, false});
}

void TestHostile::slowClients()
{
    QFETCH(Slow, slow);
    if (inpieces::answers() && !slow.isAnswered())
        return;
    m_families.begin();
    const quint64 before = m_serving->store().ended(slow.closeReason);
    RawClient client(m_serving->port(), loopback(), slow.reads ? 0 : kernelBuffer);
    QVERIFY(client.isConnected());
    if (!slow.reads)
        client.stopReading();
    client.send(slow.first);
    QTimer drip;
    connect(&drip, &QTimer::timeout, this, [&] {
        if (client.isOpen() && !slow.drip.isEmpty())
            client.send(slow.drip);
    });
    drip.start(5);
    QVERIFY(isServed()); // meanwhile
    const auto hasEnded = [&] { return m_serving->store().ended(slow.closeReason) > before; };
    QTRY_VERIFY(hasEnded());
    QTRY_VERIFY(m_serving->isOver());
    if (!slow.reads)
        return;
    QTRY_VERIFY(!client.isOpen());
    QByteArray statuses;
    for (const char *status : {"100", "200", "400", "408"})
        statuses += QByteArray(status + QByteArray(" ")).repeated(client.count(status));
    QCOMPARE(statuses.trimmed(), slow.statuses);
}

void TestHostile::aborts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("resets");
    const std::pair<const char *, QByteArray> conversations[] = {
        {"a GET", get},
        {"a sleeper", "GET /sleep/5s HTTP/1.1\r\nHost: h\r\n\r\n"},
        {"a body", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"},
        {"chunks", chunks + "5;a=\"b\"\r\nhello\r\n0\r\nA: b\r\n\r\n"},
        {"Expect", post.chopped(2) + "Expect: 100-continue\r\n\r\nhello"},
        {"four at once", get + "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n" + get + "GET /sleep/5s"},
        {"an error", "GET / HTTP/1.1\r\nHost: h\r\nA b\r\n\r\n" + get},
    };
    for (const auto &[name, bytes] : conversations) {
        QTest::addRow("%s, reset", name) << bytes << true;
        QTest::addRow("%s, FIN", name) << bytes << false;
    }
}

// A client leaves after each number of bytes.
void TestHostile::aborts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, resets);
    m_families.begin(int(bytes.size()) + 1);
    Clients clients;
    for (qsizetype size = 0; size <= bytes.size(); ++size) {
        if (clients.size() == std::size_t(roomFor(1000))) {
            QTRY_VERIFY(m_serving->isOver());
            clients.clear();
        }
        clients.push_back(std::make_unique<RawClient>(m_serving->port()));
        RawClient &client = *clients.back();
        QVERIFY(client.isConnected());
        client.send(bytes.first(size));
        QTRY_COMPARE(client.socket().bytesToWrite(), 0);
        if (resets)
            reset(client.socket());
        else
            net::shutdownWrite(client.socket().socketDescriptor());
    }
    QVERIFY(isServed());              // after all of them
    QTRY_VERIFY(m_serving->isOver()); // long before a sleep would end
    const auto isOpen = [](const auto &client) { return client->isOpen(); };
    QTRY_VERIFY(std::ranges::none_of(clients, isOpen));
}

void TestHostile::floods_data()
{
    using Visit = std::function<void(RawClient &, Clients &)>;
    QTest::addColumn<Visit>("visit"); // what one client does
    QTest::addColumn<int>("count");
    QTest::addColumn<http::CloseReason>("closeReason"); // of most connections
    QTest::addColumn<int>("buffer");
    QTest::addColumn<bool>("asks"); // completely
    const auto row = [](const char *name, int count, http::CloseReason closeReason,
                        const Visit &visit, bool asks = false, int buffer = 0) {
        QTest::newRow(name) << visit << count << closeReason << buffer << asks;
    };
    using http::CloseReason;
    const int many = floodSize();
    row("opened and reset", many, CloseReason::ResetByClient,
        [](RawClient &client, Clients &) { reset(client.socket()); });
    row("opened and closed", many, CloseReason::ClosedByClient,
        [](RawClient &client, Clients &) { client.socket().close(); });
    row(
        "a request, and reset", many, CloseReason::ResetByClient,
        [](RawClient &client, Clients &) {
            client.send(get);
            reset(client.socket());
        },
        true);
    row("nonsense", many, CloseReason::Refused, [](RawClient &client, Clients &clients) {
        client.send("nonsense\r\n\r\n");
        if (clients.size() > std::size_t(roomFor(100)) &&
            waitFor([&] { return !clients.front()->isOpen(); }))
            std::erase_if(clients, [](const auto &one) { return !one->isOpen(); });
    });
    row("silent, all at once", roomFor(qMin(many, 4000)), CloseReason::TimedOut,
        [](RawClient &, Clients &) {});
    row(
        "20 000 requests that are never read", 10, CloseReason::TimedOut,
        [](RawClient &client, Clients &) {
            client.stopReading();
            client.send(get.repeated(20'000));
        },
        true, kernelBuffer);
}

void TestHostile::floods()
{
    using Visit = std::function<void(RawClient &, Clients &)>;
    QFETCH(Visit, visit);
    QFETCH(int, count);
    QFETCH(http::CloseReason, closeReason);
    QFETCH(int, buffer);
    QFETCH(bool, asks);
    if (inpieces::answers() && !asks)
        return;
    m_families.begin(count);
    const quint64 before = m_serving->store().ended(closeReason);
    const qint64 allocated = allocatedBytes();
    qint64 most = 0;
    Clients clients;
    QElapsedTimer lasting;
    lasting.start();
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(m_serving->port(), loopback(), buffer));
        QVERIFY(clients.back()->isConnected());
        visit(*clients.back(), clients);
        if (!clients.empty() && !clients.back()->isOpen())
            clients.pop_back();
        if (i % (count / 10) != 0)
            continue;
        QVERIFY(isServed());
        most = qMax(most, allocatedBytes() - allocated);
    }
    const auto ended = [&] { return int(m_serving->store().ended(closeReason) - before); };
    // QTcpSocket does not see clients that are gone before it looks.
    if (!isQTcpSocket() || closeReason != http::CloseReason::ResetByClient)
        QTRY_VERIFY2(ended() >= count * 9 / 10, QByteArray::number(ended()));
    QVERIFY(isServed()); // after all of them
    QTRY_VERIFY(m_serving->isOver());
    // A closed connection keeps one or two hundred bytes, and so does a request. An open connection
    // takes 16 kB, including its client. Ten clients that do not read hold what the limits allow.
    QVERIFY2(most < 80'000'000 + count * 500ll, QByteArray::number(most));
    qInfo("%d in %.1f s, at most %.1f MB", count, double(lasting.elapsed()) / 1e3,
          double(most) / 1e6);
}

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
