#include "blockingclient.h"
#include "networkclient.h"

#include <overlap/TestServer>

#include <QDeadlineTimer>
#include <QRegularExpression>
#include <QTimer>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// Gates and strategies, with which a test decides when its client is answered.
class TestTestGates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void holdsUntilOpened();
    void letsGoOneByOne();
    void fails();
    void closesAgain();
    void opensBefore();
    void holdsWithinABody();
    void sameNameIsTheSameGate();
    void waitsUntilSomeLeave();
    void tooMany();
    void tooManyWhileItSettles();
    void fewerWhileItSettles();
    void sameAgainWhileItSettles();
    void tooFew();
    void outlivesTheServer();
    void serverEndsMeanwhile();
    void wrongName();

    void strategies_data();
    void strategies();
    void nobodyAwaits();
    void strategiesMayChange();
    void strategyForTheNextStart();

private:
    void connectAnother(const QByteArray &target = "/hold"); // and asks for it
    std::optional<TestServer> m_server;
    std::vector<std::unique_ptr<BlockingClient>> m_clients;
};

void TestTestGates::init()
{
    m_server.emplace();
    m_server->on("/hold", Answer().gate("hold").text("done"));
}

void TestTestGates::cleanup()
{
    m_clients.clear();
    m_server.reset();
}

void TestTestGates::connectAnother(const QByteArray &target)
{
    m_clients.push_back(std::make_unique<BlockingClient>(m_server->port()));
    m_clients.back()->send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
}

void TestTestGates::holdsUntilOpened()
{
    Gate gate = m_server->gate("hold");
    QCOMPARE(gate.name(), "hold"_ba);
    QCOMPARE(gate.held(), 0);
    QVERIFY(!gate.isOpen());
    QVERIFY(gate.waitForHeld(0));
    NetworkClient client;
    client.get(m_server->url("/hold"), 8);
    QVERIFY(gate.waitForHeld(6, 50ms)); // a QNetworkAccessManager opens six connections to a host
    QCOMPARE(gate.held(), 6);
    QCOMPARE(m_server->inFlight(), 6);
    QCOMPARE(client.finished(), 0);
    QCOMPARE(gate.open(), 6);
    QVERIFY(gate.isOpen());
    QTRY_COMPARE(client.finished(), 8);
    QCOMPARE(gate.held(), 0);
    QCOMPARE(m_server->peakInFlight("/hold"), 6);
}

void TestTestGates::letsGoOneByOne()
{
    Gate gate = m_server->gate("hold");
    for (int i = 1; i <= 4; ++i) { // one after the other, so that their order is known
        connectAnother();
        QVERIFY(gate.waitForHeld(i));
    }
    QCOMPARE(gate.open(0), 0);
    QCOMPARE(gate.open(-1), 0);
    QCOMPARE(gate.open(1), 1);
    QCOMPARE(gate.held(), 3);
    QCOMPARE(m_clients[0]->receive().body, "done"_ba);
    QCOMPARE(gate.open(9), 3);
    QVERIFY(!gate.isOpen());
    for (int i = 1; i < 4; ++i)
        QCOMPARE(m_clients[std::size_t(i)]->receive().body, "done"_ba);
    const QList<Request> requests = m_server->requests();
    for (const Request &request : requests)
        QVERIFY(!request.ended() || request.ended() >= requests[0].ended());
}

void TestTestGates::fails()
{
    Gate gate = m_server->gate("hold");
    connectAnother();
    QVERIFY(gate.waitForHeld(1));
    connectAnother();
    QVERIFY(gate.waitForHeld(2));
    QCOMPARE(gate.fail(1), 1);
    QCOMPARE(m_clients[0]->receive().status, 503);
    QCOMPARE(m_server->requests().first().status(), 503);
    QCOMPARE(gate.held(), 1);
    QCOMPARE(gate.open(1), 1);
    QCOMPARE(m_clients[1]->receive().status, 200);

    connectAnother();
    connectAnother();
    QVERIFY(gate.waitForHeld(2));
    QCOMPARE(gate.fail(), 2);
    QCOMPARE(m_clients[2]->receive().status, 503);
    QCOMPARE(m_clients[3]->receive().status, 503);
    QVERIFY(!gate.isOpen());
    connectAnother();
    QVERIFY(gate.waitForHeld(1));
}

void TestTestGates::closesAgain()
{
    Gate gate = m_server->gate("hold");
    gate.open();
    connectAnother();
    QCOMPARE(m_clients[0]->receive().status, 200);
    gate.close();
    QVERIFY(!gate.isOpen());
    connectAnother();
    QVERIFY(gate.waitForHeld(1));
    gate.open();
    QCOMPARE(m_clients[1]->receive().status, 200);
}

void TestTestGates::opensBefore()
{
    Gate gate = m_server->gate("hold");
    QCOMPARE(gate.open(3), 0); // only those that are held
    connectAnother();
    QVERIFY(gate.waitForHeld(1));
}

void TestTestGates::holdsWithinABody()
{
    Gate gate = m_server->gate("middle");
    m_server->on("/cut", Answer().length(6).text("one").gate(gate).text("two"));
    for (int i = 1; i <= 2; ++i) {
        connectAnother("/cut");
        QVERIFY(gate.waitForHeld(i));
    }
    gate.open(1);
    QCOMPARE(m_clients[0]->receive().body, "onetwo"_ba);
    gate.fail(1);
    const QByteArray got = m_clients[1]->receiveAll();
    QVERIFY2(got.isEmpty() || got.endsWith("\r\n\r\none") || got.endsWith("\r\n\r\n"), got);
    QCOMPARE(m_server->requests().last().status(), 200);
}

void TestTestGates::sameNameIsTheSameGate()
{
    Gate first = m_server->gate("hold");
    const Gate copy = first;
    const Gate other = m_server->gate("other");
    connectAnother();
    QVERIFY(m_server->gate("hold").waitForHeld(1));
    QCOMPARE(copy.held(), 1);
    QCOMPARE(other.held(), 0);
    first.open();
    QVERIFY(copy.isOpen());
    QVERIFY(!other.isOpen());
}

// As a client that cancels does.
void TestTestGates::waitsUntilSomeLeave()
{
    const Gate gate = m_server->gate("hold");
    for (int i = 0; i < 3; ++i)
        connectAnother();
    QVERIFY(gate.waitForHeld(3));
    QTimer::singleShot(0, this, [this] {
        m_clients[0]->socket().abort();
        m_clients[2]->socket().abort();
    });
    QVERIFY(gate.waitForHeld(1, 1ms));
    m_clients.clear();
    QVERIFY(gate.waitForHeld(0));
}

void TestTestGates::tooMany()
{
    const Gate gate = m_server->gate("hold");
    connectAnother();
    connectAnother();
    QVERIFY(gate.waitForHeld(2));
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(u"^Gate \"hold\" should hold 1 request, and holds 2.\n"_s));
    QVERIFY(!gate.waitForHeld(1, {}, 1ms));
}

void TestTestGates::tooManyWhileItSettles()
{
    const Gate gate = m_server->gate("hold");
    connectAnother();
    QVERIFY(gate.waitForHeld(1));
    QTimer::singleShot(0, this, [this] { connectAnother(); });
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(u"^Gate \"hold\" should hold 1 request, and holds 2.\n"_s));
    QVERIFY(!gate.waitForHeld(1, std::chrono::milliseconds(patienceMs)));
}

void TestTestGates::fewerWhileItSettles()
{
    const Gate gate = m_server->gate("hold");
    connectAnother();
    QVERIFY(gate.waitForHeld(1));
    QTimer::singleShot(0, this, [this] { m_clients[0]->socket().abort(); });
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(u"^Gate \"hold\" should hold 1 request, and holds 0.\n"_s));
    QVERIFY(!gate.waitForHeld(1, std::chrono::milliseconds(patienceMs)));
}

// One comes and leaves before the test looks again.
void TestTestGates::sameAgainWhileItSettles()
{
    const Gate gate = m_server->gate("hold");
    connectAnother();
    QVERIFY(gate.waitForHeld(1));
    const auto becomes = [&](int held) {
        const QDeadlineTimer deadline(patienceMs);
        while (gate.held() != held && !deadline.hasExpired())
            std::this_thread::yield();
        return gate.held() == held;
    };
    QTimer::singleShot(0, this, [&] {
        connectAnother();
        QVERIFY(becomes(2));
        m_clients[1]->socket().abort();
        QVERIFY(becomes(1));
    });
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"^Gate \"hold\" should hold 1 request, and holds 1 "
                                            "again: meanwhile others came or left.\n"_s));
    QVERIFY(!gate.waitForHeld(1, std::chrono::milliseconds(patienceMs)));
}

void TestTestGates::tooFew()
{
    const Gate gate = m_server->gate("hold");
    connectAnother();
    QVERIFY(gate.waitForHeld(1));
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(u"^Gate \"hold\" should hold 2 requests, and holds 1.\n"_s));
    QVERIFY(!gate.waitForHeld(2, 50ms, 1ms));
}

void TestTestGates::outlivesTheServer()
{
    Gate gate = m_server->gate("hold");
    connectAnother();
    QVERIFY(gate.waitForHeld(1));
    m_server.reset();
    QCOMPARE(gate.held(), 0);
    QVERIFY(!gate.isOpen());
    QCOMPARE(gate.open(), 0);
    QCOMPARE(gate.open(1), 0);
    QCOMPARE(gate.fail(1), 0);
    QCOMPARE(gate.fail(), 0);
    gate.close();
    QCOMPARE(gate.name(), "hold"_ba);
    QVERIFY(gate.waitForHeld(0));
    QTest::ignoreMessage(QtWarningMsg, "Gate \"hold\" should hold 1 request, and holds 0: its "
                                       "server was stopped.");
    QVERIFY(!gate.waitForHeld(1));
}

// While other threads wait at its gate, or come to do so.
void TestTestGates::serverEndsMeanwhile()
{
    for (int i = 0; i < 20; ++i) {
        init();
        connectAnother();
        QVERIFY(m_server->gate("hold").waitForHeld(1));
        const auto wait = [gate = m_server->gate("hold")] {
            QVERIFY(!gate.waitForHeld(2, {}, 10min));
        };
        for (int waits = 0; waits < 2; ++waits)
            QTest::ignoreMessage(QtWarningMsg,
                                 QRegularExpression(u"^Gate \"hold\" should hold 2 requests, and "
                                                    "holds 0: its server was stopped."_s));
        std::thread first(wait);
        std::thread second(wait);
        cleanup();
        first.join();
        second.join();
    }
}

void TestTestGates::wrongName()
{
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(u"^The answer of on\\(\"/\"\\) is wrong. Step 1: gate "_s));
    m_server->on("/", Answer().gate(""));
}

// Strategies.

void TestTestGates::strategies_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("held");
    QTest::addColumn<int>("inFlight");
    QTest::newRow("concurrent") << "concurrent"_ba << 5 << 5;
    QTest::newRow("serial") << "serial"_ba << 1 << 5;
    QTest::newRow("limited") << "limited"_ba << 2 << 5;
    QTest::newRow("thread-pool") << "thread-pool"_ba << 2 << 5;
    QTest::newRow("blocking") << "blocking"_ba << 1 << 1; // nothing else is even read
}

// How many of five get to the gate at once; and a server that ends meanwhile.
void TestTestGates::strategies()
{
    QFETCH(const QByteArray, name);
    QFETCH(const int, held);
    QFETCH(const int, inFlight);
    QVERIFY(m_server->setStrategy(name, 2));
    Gate gate = m_server->gate("hold");
    for (int i = 0; i < 5; ++i)
        connectAnother();
    QVERIFY(m_server->waitForInFlight(inFlight));
    QVERIFY(gate.waitForHeld(held, 20ms));
    gate.open();
    for (const auto &client : m_clients)
        QCOMPARE(client->receive().body, "done"_ba);
    QCOMPARE(m_server->requests().size(), 5);
    gate.close();
    for (const auto &client : m_clients)
        client->send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(m_server->waitForInFlight(inFlight));
    QVERIFY(gate.waitForHeld(held));
    m_server.reset();
    for (const auto &client : m_clients)
        QVERIFY(!client->receiveAll().contains("HTTP/1.1 200"));
}

// The test still sees what came, and that it got no answer.
void TestTestGates::nobodyAwaits()
{
    QVERIFY(m_server->setStrategy("never-awaited"));
    for (int i = 0; i < 3; ++i)
        connectAnother();
    for (const auto &client : m_clients)
        QCOMPARE(client->receiveAll(), QByteArray());
    QVERIFY(m_server->waitForFinished(3));
    for (const Request &request : m_server->requests()) {
        QVERIFY(request.ended());
        QCOMPARE(request.status(), 0);
    }
    QCOMPARE(m_server->gate("hold").held(), 0);
}

void TestTestGates::strategiesMayChange()
{
    Gate gate = m_server->gate("hold");
    QVERIFY(m_server->setStrategy("serial"));
    connectAnother();
    connectAnother();
    QVERIFY(m_server->waitForRequests(2));
    QVERIFY(gate.waitForHeld(1, 20ms));
    QVERIFY(m_server->setStrategy("concurrent"));
    connectAnother();
    QVERIFY(gate.waitForHeld(2));
    gate.open();
    for (const auto &client : m_clients)
        QCOMPARE(client->receive().status, 200);
}

void TestTestGates::strategyForTheNextStart()
{
    m_server->stop();
    QVERIFY(m_server->setStrategy("limited", 3));
    QVERIFY(m_server->start());
    for (int i = 0; i < 5; ++i)
        connectAnother();
    QVERIFY(m_server->waitForInFlight(5));
    QVERIFY(m_server->gate("hold").waitForHeld(3, 20ms));
}

QTEST_GUILESS_MAIN(TestTestGates)
#include "tst_testgates.moc"
