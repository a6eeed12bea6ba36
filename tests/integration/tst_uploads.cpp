#include "allocated.h"
#include "overlap/net/attendant.h"
#include "rawclient.h"
#include "rawsocket.h"
#include "serving.h"

#include <algorithm>
#include <atomic>
#include <functional>

using namespace overlap;
using namespace std::chrono_literals;
using record::Outcome;

// Main thread. Bodies of requests that an upstream takes as they come, and tunnels to it, over
// sockets; the upstream is an attendant of the test.
class TestUploads : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void largeOnesTakeNoMemory();
    void answerGoesOutMeanwhile();
    void answerMayComeFirst();
    void manyAtOnce();
    void waitForTheirTurn();
    void areHeldByThreads();
    void areAskedFor();
    void endWithTheirClient();
    void stopWithTheServer();
    void becomeTunnels();
};

namespace {

constexpr qint64 mib = 1024 * 1024;

http::Response text(const QByteArray &body)
{
    http::Response response;
    response.body = body;
    return response;
}

class Scripted : public net::Attendant
{
public:
    explicit Scripted(std::function<void(net::Serving &serving)> proceed, std::atomic<int> &alive)
        : m_proceed(std::move(proceed))
        , m_alive(alive)
    {
        ++m_alive;
    }
    ~Scripted() override { --m_alive; }
    void proceed(net::Serving &serving) override { m_proceed(serving); }

private:
    const std::function<void(net::Serving &serving)> m_proceed;
    std::atomic<int> &m_alive;
};

scenario::Scenario allUpstream()
{
    scenario::Rule rule;
    rule.on = std::get<scenario::Pattern>(scenario::patternFrom("/{rest...}"));
    rule.to = scenario::Upstream{QUrl(QStringLiteral("http://h"))};
    return {{rule}};
}

// A session whose only rule leads to the test's attendants.
class Upstream
{
public:
    // `make`: on the loop's thread, for each call.
    using Make = std::function<std::function<void(net::Serving &serving)>()>;
    explicit Upstream(const Make &make, const Settings &settings = {})
        : m_serving(settings, setup(make))
    {
        m_serving.session().setScenario(allUpstream());
    }

    Serving *operator->() { return &m_serving; }
    int attending() const { return m_attending; }

private:
    SessionSetup setup(const Make &make)
    {
        SessionSetup setup;
        setup.makers.upstream = [this, make](const scenario::Upstream &) {
            return [this, make](net::Call &&call, const scenario::Passed &) {
                std::move(call).attend(record::Phase::Sleeping,
                                       std::make_unique<Scripted>(make(), m_attending));
            };
        };
        return setup;
    }

    std::atomic<int> m_attending = 0;
    Serving m_serving;
};

QByteArray headOf(qint64 length, const QByteArray &fields = {})
{
    return "POST /a HTTP/1.1\r\nHost: h\r\n" + fields +
           "Content-Length: " + QByteArray::number(length) + "\r\n\r\n";
}

// Sends so many bytes, as fast as the socket takes them.
void sendSlices(RawClient &client, qint64 size)
{
    const auto left = std::make_shared<qint64>(size);
    const auto go = [&socket = client.socket(), left] {
        while (*left > 0 && socket.bytesToWrite() < 64 * 1024) {
            const qint64 slice = std::min<qint64>(*left, 64 * 1024);
            *left -= slice;
            socket.write(QByteArray(slice, 'x'));
        }
    };
    QObject::connect(&client.socket(), &QTcpSocket::bytesWritten, &client.socket(), go);
    go();
}

std::function<void(net::Serving &serving)> echo(http::BodyLength length = {})
{
    return [length, hasBegun = false](net::Serving &serving) mutable {
        if (!std::exchange(hasBegun, true))
            serving.begin({}, length);
        while (serving.hasRoom()) {
            const QByteArray piece = serving.takeBody();
            if (piece.isEmpty())
                break;
            serving.write(piece);
        }
        if (!serving.isUploading())
            serving.complete();
    };
}

} // namespace

void TestUploads::largeOnesTakeNoMemory()
{
    constexpr qint64 size = 64 * mib;
    std::atomic<qint64> most = 0;
    std::atomic<qint64> taken = 0;
    Upstream upstream([&] {
        return [&, due = http::Time()](net::Serving &serving) mutable {
            if (serving.now() < due)
                return;
            taken += serving.takeBody().size();
            most = std::max(most.load(), allocatedBytes());
            if (!serving.isUploading())
                return serving.respond(text("got it"));
            due = serving.now() + 100us; // slowly
            serving.wakeAt(due);
        };
    });
    QVERIFY(upstream->isServing());
    RawClient client(upstream->port());
    const qint64 before = allocatedBytes();
    client.send(headOf(size));
    sendSlices(client, size);
    QVERIFY(waitFor([&] { return client.hasResponses(1); }));
    QVERIFY(client.received().endsWith("got it"));
    QCOMPARE(taken, size);
    QVERIFY2(most - before < 2 * mib, QByteArray::number(most - before));
    QTRY_COMPARE(upstream->records().size(), 1u);
    const record::Record record = upstream->records()[0];
    QCOMPARE(record.outcome, Outcome::Answered);
    QCOMPARE(qint64(record.bytesIn), size + headOf(size).size());
}

// The client reads what it sends, and neither waits for the other.
void TestUploads::answerGoesOutMeanwhile()
{
    constexpr qint64 size = 8 * mib;
    Upstream upstream([] { return echo(http::BodyLength::known(size)); });
    QVERIFY(upstream->isServing());
    RawClient client(upstream->port());
    client.send(headOf(size));
    sendSlices(client, size);
    QVERIFY(client.waitUntil([&] { return client.received().size() > size; }));
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QCOMPARE(client.received().count('x'), size);
    QTRY_COMPARE(upstream.attending(), 0);
}

void TestUploads::answerMayComeFirst()
{
    Upstream upstream(
        [] { return [](net::Serving &serving) { serving.respond(text("enough")); }; });
    QVERIFY(upstream->isServing());
    RawClient client(upstream->port());
    client.send(headOf(mib) + "some");
    QVERIFY(client.waitUntil([&] { return client.received().endsWith("enough"); }));
    QVERIFY(client.received().contains("Connection: close"));
    client.send(QByteArray(mib - 4, 'x')); // it still reads
    client.socket().disconnectFromHost();
    QTRY_VERIFY(upstream->isOver());
    QCOMPARE(upstream->records().at(0).outcome, Outcome::Answered);
}

void TestUploads::manyAtOnce()
{
    constexpr std::size_t count = 20;
    constexpr qint64 size = 300'000;
    Upstream upstream([] { return echo(); });
    QVERIFY(upstream->isServing());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < count; ++i) {
        RawClient &client = *clients.emplace_back(std::make_unique<RawClient>(upstream->port()));
        client.send(headOf(size));
        sendSlices(client, size);
    }
    for (const auto &client : clients) {
        QTRY_VERIFY(client->received().endsWith("\r\n0\r\n\r\n"));
        QCOMPARE(client->received().count('x'), size);
    }
    QTRY_COMPARE(upstream.attending(), 0);
}

// With a strategy that lets one go on at a time, the others' bodies wait in the kernel.
void TestUploads::waitForTheirTurn()
{
    std::atomic<int> most = 0;
    std::atomic<int> now = 0;
    Settings settings;
    settings.strategy.name = QLatin1StringView("serial");
    Upstream upstream(
        [&] {
            most = std::max<int>(most, ++now);
            return [&](net::Serving &serving) {
                serving.takeBody();
                if (serving.isUploading())
                    return;
                --now;
                serving.respond(text("ok"));
            };
        },
        settings);
    QVERIFY(upstream->isServing());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 5; ++i) {
        RawClient &client = *clients.emplace_back(std::make_unique<RawClient>(upstream->port()));
        client.send(headOf(mib));
        sendSlices(client, mib);
    }
    for (const auto &client : clients)
        QTRY_VERIFY(client->hasResponses(1));
    QCOMPARE(most, 1);
}

// Whoever holds a thread reads first.
void TestUploads::areHeldByThreads()
{
    for (const char *const name : {"thread-pool", "blocking"}) {
        SessionSetup setup;
        setup.makers.upstream = [](const scenario::Upstream &) {
            return [](net::Call &&call, const scenario::Passed &) {
                const QByteArray body = call.request().body;
                std::move(call).send(text(body));
            };
        };
        Settings settings;
        settings.strategy.name = QLatin1StringView(name);
        Serving serving(settings, std::move(setup));
        QVERIFY(serving.isServing());
        serving.session().setScenario(allUpstream());
        RawClient client(serving.port());
        client.send(headOf(5) + "he");
        client.send("llo");
        QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
        QVERIFY(client.received().endsWith("\r\n\r\nhello"));
    }
}

void TestUploads::areAskedFor()
{
    Upstream upstream([] {
        return [](net::Serving &serving) {
            if (serving.request().target == "/a" && serving.wantsContinue())
                serving.sendContinue();
            const QByteArray body = serving.takeBody();
            if (!serving.isUploading())
                serving.respond(text(body));
        };
    });
    QVERIFY(upstream->isServing());
    RawClient client(upstream->port());
    client.send(headOf(5, "Expect: 100-continue\r\n"));
    QVERIFY(client.waitUntil([&] { return client.count("100") == 1; }));
    client.send("hello");
    QVERIFY(client.waitUntil([&] { return client.received().endsWith("\r\n\r\nhello"); }));
    client.send(headOf(5, "Expect: 100-continue\r\n").replace("/a", "/b") + "hello");
    QVERIFY(client.waitUntil([&] { return client.count("200") == 2; }));
    QCOMPARE(client.count("100"), 1);
}

void TestUploads::endWithTheirClient()
{
    Settings settings;
    settings.connections.limits.halfCloseWithin = {}; // a FIN means giving up
    Upstream upstream([] { return [](net::Serving &serving) { serving.takeBody(); }; }, settings);
    QVERIFY(upstream->isServing());
    for (int i = 0; i < 2; ++i) {
        RawClient client(upstream->port());
        client.send(headOf(mib) + "some");
        QTRY_COMPARE(upstream.attending(), 1);
        if (i == 0)
            reset(client.socket());
        else
            net::shutdownWrite(client.socket().socketDescriptor());
        QTRY_COMPARE(upstream.attending(), 0);
        QTRY_COMPARE(upstream->records().size(), std::size_t(i + 1));
        QCOMPARE(upstream->records().back().outcome, Outcome::AbortedByClient);
    }
}

// A body that does not come ends the wait.
void TestUploads::stopWithTheServer()
{
    Settings settings;
    settings.connections.limits.drainSilence = 50ms;
    Upstream upstream([] { return [](net::Serving &serving) { serving.takeBody(); }; }, settings);
    QVERIFY(upstream->isServing());
    RawClient client(upstream->port());
    client.send(headOf(mib) + "some");
    QTRY_COMPARE(upstream.attending(), 1);
    QVERIFY(upstream->stop());
    QCOMPARE(upstream.attending(), 0);
    QCOMPARE(upstream->records().at(0).outcome, Outcome::AbortedByServer);
}

void TestUploads::becomeTunnels()
{
    constexpr qint64 size = 8 * mib;
    const QByteArray switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";
    Settings settings;
    settings.connections.limits.halfCloseWithin = {}; // a FIN is passed on all the same
    Upstream upstream(
        [&] {
            return [&](net::Serving &serving) {
                serving.tunnel(switching);
                while (serving.hasRoom()) {
                    const QByteArray piece = serving.takeBody();
                    if (piece.isEmpty())
                        break;
                    serving.write(piece);
                }
                if (!serving.isUploading())
                    serving.complete();
            };
        },
        settings);
    QVERIFY(upstream->isServing());
    RawClient client(upstream->port());
    client.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    QVERIFY(client.waitUntil([&] { return client.received() == switching; }));
    sendSlices(client, size);
    QVERIFY(client.waitUntil([&] { return client.received().size() == switching.size() + size; }));
    net::shutdownWrite(client.socket().socketDescriptor());
    QVERIFY(client.waitUntil([&] { return !client.isOpen(); }));
    QTRY_VERIFY(upstream->isOver());
    const record::Record record = upstream->records().at(0);
    QCOMPARE(record.outcome, Outcome::Answered);
    QCOMPARE(record.status, 101);
    QCOMPARE(qint64(record.bytesOut), switching.size() + size);
    QVERIFY(record.bytesIn > size);
}

QTEST_GUILESS_MAIN(TestUploads)
#include "tst_uploads.moc"
