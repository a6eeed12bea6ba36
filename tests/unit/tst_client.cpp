#include "loopback.h"
#include "overlap/load/link.h"
#include "overlap/load/runner.h"
#include "overlap/net/platform/nativesocket.h"
#include "overlap/problem.h"
#include "patience.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

using namespace overlap::load;
using namespace std::chrono_literals;

namespace {

overlap::http::Time steady()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

// A server that sends given answers and keeps the requests.
class CannedServer : public QTcpServer
{
public:
    using Answer = std::function<void(QTcpSocket *client, int number)>;
    explicit CannedServer(Answer answer)
    {
        setListenBacklogSize(overlap::net::listenBacklog(4096));
        listen(loopback());
        connect(this, &QTcpServer::newConnection, this, [this, answer] {
            while (QTcpSocket *client = nextPendingConnection()) {
                ++open;
                most = qMax(most, open);
                const int number = ++accepted;
                connect(client, &QTcpSocket::readyRead, this, [this, client, answer, number] {
                    heads.append(client->readAll());
                    answer(client, number);
                });
                connect(client, &QTcpSocket::disconnected, this, [this, client] {
                    --open;
                    client->deleteLater();
                });
            }
        });
        setMaxPendingConnections(4096);
    }
    Plan plan(int count, int atOnce) const
    {
        Plan plan;
        plan.host = serverAddress();
        plan.port = serverPort();
        plan.count = count;
        plan.atOnce = atOnce;
        return plan;
    }
    QList<QByteArray> heads;
    int accepted = 0;
    int open = 0;
    int most = 0;
};

const QByteArray fine = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

CannedServer::Answer answering(const QByteArray &bytes)
{
    return [bytes](QTcpSocket *client, int) { client->write(bytes); };
}

QList<Result> run(const Plan &plan)
{
    Client client(plan, steady);
    QSignalSpy finished(&client, &Client::finished);
    client.start();
    if (finished.isEmpty())
        finished.wait(30'000);
    return finished.isEmpty() ? QList<Result>() : finished.first().first().value<QList<Result>>();
}

} // namespace

class TestClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksAsPlanned();
    void bracketsIPv6();
    void timesAnswers();
    void keepsToItsNumberAtOnce();
    void pausesBetween();
    void takesTargetsInTurn();
    void keepsConnectionsAlive();
    void asksAgainWhereAKeptConnectionWasClosed();
    void connectsAnewWhereAskedTo_data();
    void connectsAnewWhereAskedTo();
    void repeatsInRounds();
    void rampsUp();
    void timesOut();
    void tellsItsLog();
    void tellsWhatFailed_data();
    void tellsWhatFailed();
    void tellsARefusal();
    void waitsForSlowAnswers();
    void cancels();
    void cancelsBeforeAllAreSent();
    void countsProgress();
    void finishesAnEmptyPlan();
    void sendsAThousandAtOnce();
    void runsOnAThreadOfItsOwn();
    void runsAgain();
    void closesWhatIsOpenWhenDestroyed();
};

void TestClient::asksAsPlanned()
{
    CannedServer server(answering(fine));
    const QList<Result> results = run(server.plan(8, 8));
    QCOMPARE(results.size(), 8);
    std::ranges::sort(server.heads);
    for (int i = 0; i < 8; ++i) {
        QCOMPARE(results[i].number, i + 1);
        QCOMPARE(results[i].status, 200);
        QCOMPARE(results[i].error, QString());
        QCOMPARE(server.heads[i],
                 "GET /sleep?n=" + QByteArray::number(i + 1) + " HTTP/1.1\r\nHost: " +
                     overlap::endpoint(server.serverAddress(), server.serverPort()).toLatin1() +
                     "\r\nUser-Agent: Overlap\r\nConnection: close\r\n\r\n");
    }
    QCOMPARE(server.accepted, 8); // one connection per request
    QTRY_COMPARE(server.open, 0);
}

void TestClient::bracketsIPv6()
{
    Plan plan;
    plan.host = QHostAddress(QStringLiteral("::1"));
    plan.port = 80;
    QVERIFY(Link::requestOf(plan, 1).contains("\r\nHost: [::1]:80\r\n"));
}

void TestClient::timesAnswers()
{
    CannedServer server(answering(fine));
    for (const Result &result : run(server.plan(4, 1))) {
        QVERIFY(result.sentNs > 0);
        QVERIFY(result.answeredNs > result.sentNs);
    }
}

void TestClient::keepsToItsNumberAtOnce()
{
    QList<QTcpSocket *> waiting;
    CannedServer server([&waiting](QTcpSocket *client, int) { waiting.append(client); });
    Client client(server.plan(9, 3), steady);
    QSignalSpy finished(&client, &Client::finished);
    client.start();
    for (int i = 0; i < 9; ++i) {
        QTRY_COMPARE(waiting.size(), qMin(3, 9 - i));
        waiting.takeFirst()->write(fine);
    }
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(server.accepted, 9);
    const auto results = finished.first().first().value<QList<Result>>();
    for (int i = 3; i < 9; ++i) { // sent only after so many were answered, in whatever order
        const auto isOver = [&](const Result &r) { return r.answeredNs <= results[i].sentNs; };
        QVERIFY(std::ranges::count_if(results, isOver) >= i - 2);
    }
}

void TestClient::pausesBetween()
{
    CannedServer server(answering(fine));
    Plan plan = server.plan(4, 4);
    plan.pause = 20ms;
    QElapsedTimer clock;
    clock.start();
    const QList<Result> results = run(plan);
    QCOMPARE(results.size(), 4);
    QVERIFY(clock.elapsed() >= 60);
    for (int i = 1; i < 4; ++i)
        QVERIFY(results[i].sentNs - results[0].sentNs >= 20'000'000 * i - 15'000'000);
}

void TestClient::takesTargetsInTurn()
{
    CannedServer server(answering(fine));
    Plan plan = server.plan(5, 1);
    plan.targets = {"/sleep/1s?n={n}", "/"};
    run(plan);
    QList<QByteArray> targets;
    for (const QByteArray &head : server.heads)
        targets.append(head.split(' ')[1]);
    QCOMPARE(targets,
             QList<QByteArray>({"/sleep/1s?n=1", "/", "/sleep/1s?n=3", "/", "/sleep/1s?n=5"}));
}

void TestClient::keepsConnectionsAlive()
{
    CannedServer server(answering(fine));
    Plan plan = server.plan(30, 3);
    plan.keepsAlive = true;
    const QList<Result> results = run(plan);
    QCOMPARE(std::ranges::count(results, 200, &Result::status), 30);
    QCOMPARE(server.accepted, 3);
    for (const QByteArray &head : server.heads)
        QVERIFY(!head.contains("Connection:"));
    QTRY_COMPARE(server.open, 0);
}

// The server closes each connection after its second answer, without announcing it. The client
// learns that at once, or when it sends the next request.
void TestClient::asksAgainWhereAKeptConnectionWasClosed()
{
    int answered = 0;
    CannedServer server([&answered](QTcpSocket *client, int) {
        client->write(fine);
        if (++answered % 2 == 0)
            client->disconnectFromHost();
    });
    Plan plan = server.plan(20, 1);
    plan.keepsAlive = true;
    const QList<Result> results = run(plan);
    QCOMPARE(std::ranges::count(results, 200, &Result::status), 20);
    QCOMPARE(server.accepted, 10);
}

void TestClient::connectsAnewWhereAskedTo_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("closes");
    QTest::newRow("close") << QByteArray("HTTP/1.1 200 OK\r\nConnection: foo, Close\r\n"
                                         "Content-Length: 2\r\n\r\nhi")
                           << false;
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi")
                              << false;
    QTest::newRow("until it closes") << QByteArray("HTTP/1.1 200 OK\r\n\r\nhi") << true;
}

void TestClient::connectsAnewWhereAskedTo()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, closes);
    CannedServer server([=](QTcpSocket *client, int) {
        client->write(answer);
        if (closes)
            client->disconnectFromHost();
    });
    Plan plan = server.plan(4, 1);
    plan.keepsAlive = true;
    QCOMPARE(std::ranges::count(run(plan), 200, &Result::status), 4);
    QCOMPARE(server.accepted, 4);
}

void TestClient::repeatsInRounds()
{
    QList<QTcpSocket *> waiting;
    CannedServer server([&waiting](QTcpSocket *client, int) { waiting.append(client); });
    Plan plan = server.plan(3, 3);
    plan.rounds = 2;
    QCOMPARE(plan.total(), 6);
    Client client(plan, steady);
    QSignalSpy finished(&client, &Client::finished);
    client.start();
    for (int round = 0; round < 2; ++round) {
        QTRY_COMPARE(waiting.size(), 3);
        while (!waiting.isEmpty())
            waiting.takeLast()->write(fine);
    }
    QTRY_COMPARE(finished.size(), 1);
    const auto results = finished.first().first().value<QList<Result>>();
    QCOMPARE(results.size(), 6);
    qint64 lastAnswer = 0;
    for (int i = 0; i < 3; ++i)
        lastAnswer = qMax(lastAnswer, results[i].answeredNs);
    for (int i = 3; i < 6; ++i) // sent after the whole previous round was answered
        QVERIFY(results[i].startNs >= lastAnswer);
}

void TestClient::rampsUp()
{
    CannedServer server([](QTcpSocket *, int) {});
    Plan plan = server.plan(5, 5);
    plan.ramp = 80ms;
    Client client(plan, steady);
    QSignalSpy finished(&client, &Client::finished);
    client.start();
    QTRY_COMPARE(server.heads.size(), 5);
    client.cancel();
    const auto results = finished.first().first().value<QList<Result>>();
    for (int i = 1; i < 5; ++i) // one more every 20 ms
        QVERIFY(results[i].startNs - results[0].startNs >= i * 20'000'000);
}

void TestClient::timesOut()
{
    CannedServer server([](QTcpSocket *client, int number) {
        if (number == 2)
            client->write(fine);
    });
    Plan plan = server.plan(3, 3);
    plan.timeout = 50ms;
    const QList<Result> results = run(plan);
    QCOMPARE(std::ranges::count(results, 200, &Result::status), 1);
    for (const Result &result : results) {
        if (result.status == 0)
            QCOMPARE(result.error, QStringLiteral("no answer within the time-out"));
    }
    QTRY_COMPARE(server.open, 0);
}

void TestClient::tellsItsLog()
{
    CannedServer server(answering(fine));
    Plan plan = server.plan(3, 1);
    plan.keepsAlive = true;
    overlap::record::ClientLog log;
    Client client(plan, steady, &log);
    QSignalSpy logReady(&client, &Client::logReady);
    QSignalSpy finished(&client, &Client::finished);
    client.start();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(logReady.size(), 1); // one signal until the log is read
    const std::vector<overlap::record::ClientRequest> clientRequests = log.take();
    const auto results = finished.first().first().value<QList<Result>>();
    QCOMPARE(clientRequests.size(), size_t(9)); // three entries each: begun, sent, ended
    for (int i = 0; i < 3; ++i) {
        const auto *clientRequest = &clientRequests[size_t(i) * 3];
        QCOMPARE(clientRequest[0].id, quint64(i) + 1);
        QCOMPARE(clientRequest[0].startNs, results[i].startNs);
        QCOMPARE(clientRequest[0].sentNs, -1);
        QCOMPARE(clientRequest[1].sentNs, results[i].sentNs);
        QCOMPARE(clientRequest[1].ordinal, quint32(i) + 1);
        QCOMPARE(clientRequest[1].port, clientRequests[1].port);
        QVERIFY(clientRequest[1].port != 0 && clientRequest[1].isInFlight());
        QCOMPARE(clientRequest[2].endNs, results[i].answeredNs);
        QCOMPARE(clientRequest[2].status, 200);
    }
}

void TestClient::tellsWhatFailed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("error");
    QTest::newRow("cut short") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
                               << QStringLiteral("the answer was cut short");
    QTest::newRow("no answer") << QByteArray()
                               << QStringLiteral("the connection was closed without an answer");
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01 what?\r\n\r\n")
                             << QStringLiteral("the answer is not HTTP/1.1");
}

void TestClient::tellsWhatFailed()
{
    QFETCH(QByteArray, bytes);
    CannedServer server([bytes](QTcpSocket *client, int) {
        client->write(bytes);
        client->disconnectFromHost();
    });
    const QList<Result> results = run(server.plan(2, 2));
    QCOMPARE(results.size(), 2);
    for (const Result &result : results) {
        QTEST(result.error, "error");
        QCOMPARE(result.status, 0);
        QVERIFY(result.sentNs >= 0);
        QCOMPARE(result.answeredNs, -1);
    }
}

void TestClient::tellsARefusal()
{
    Plan plan;
    plan.port = unusedPort();
    plan.count = 500; // refusals may come synchronously: they must not recurse
    plan.atOnce = 1;
    const QList<Result> results = run(plan);
    QCOMPARE(results.size(), 500);
    for (const Result &result : results) {
        QVERIFY(!result.error.isEmpty());
        QCOMPARE(result.sentNs, -1);
        QCOMPARE(result.answeredNs, -1);
    }
}

void TestClient::waitsForSlowAnswers()
{
    QTcpSocket *slow = nullptr;
    CannedServer server([&slow](QTcpSocket *client, int) { slow = client; });
    Client client(server.plan(1, 1), steady);
    QSignalSpy finished(&client, &Client::finished);
    client.start();
    QTRY_VERIFY(slow);
    for (const char &byte : fine.first(fine.size() - 1)) {
        slow->write(&byte, 1);
        QTRY_COMPARE(slow->bytesToWrite(), 0);
    }
    QVERIFY(finished.isEmpty());
    slow->write("o");
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished.first().first().value<QList<Result>>()[0].status, 200);
}

void TestClient::cancels()
{
    int answered = 0;
    CannedServer server([&answered](QTcpSocket *client, int) {
        if (answered++ < 2)
            client->write(fine);
    });
    Client client(server.plan(10, 10), steady);
    QSignalSpy finished(&client, &Client::finished);
    QSignalSpy progressed(&client, &Client::progressed);
    client.start();
    QTRY_VERIFY(!progressed.isEmpty() && server.heads.size() == 10);
    QTRY_COMPARE(progressed.last()[0].toInt(), 2);
    client.cancel();
    QCOMPARE(finished.size(), 1);
    const auto results = finished.first().first().value<QList<Result>>();
    QCOMPARE(results.size(), 10);
    QCOMPARE(std::ranges::count(results, QStringLiteral("cancelled"), &Result::error), 8);
    QCOMPARE(progressed.last()[1].toInt(), 8);
    client.cancel();
    QTRY_COMPARE(server.open, 0);
    QCOMPARE(finished.size(), 1);
}

void TestClient::cancelsBeforeAllAreSent()
{
    CannedServer server([](QTcpSocket *, int) {});
    Client client(server.plan(5, 2), steady);
    QSignalSpy finished(&client, &Client::finished);
    client.cancel(); // nothing has begun
    QVERIFY(finished.isEmpty());
    client.start();
    QTRY_COMPARE(server.heads.size(), 2);
    client.cancel();
    const auto results = finished.first().first().value<QList<Result>>();
    QVERIFY(results[1].sentNs >= 0);
    QCOMPARE(results[4].sentNs, -1);
    QCOMPARE(results[4].error, QStringLiteral("cancelled"));
    QTRY_COMPARE(server.open, 0);
    QCOMPARE(server.accepted, 2);
}

void TestClient::countsProgress()
{
    CannedServer server(answering(fine));
    Client client(server.plan(300, 10), steady);
    QSignalSpy finished(&client, &Client::finished);
    QSignalSpy progressed(&client, &Client::progressed);
    QElapsedTimer clock;
    clock.start();
    client.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
    QCOMPARE(progressed.last(), QVariantList({300, 0, 300}));
    // The first, the last, and at most about 30 a second between.
    QVERIFY(progressed.size() <= 3 + clock.elapsed() / 33);
}

void TestClient::finishesAnEmptyPlan()
{
    Plan plan;
    plan.count = 0;
    Client client(plan, steady);
    QSignalSpy finished(&client, &Client::finished);
    client.start();
    QCOMPARE(finished.size(), 1);
}

void TestClient::sendsAThousandAtOnce()
{
#ifdef Q_OS_UNIX
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < 2100)
        QSKIP("too few descriptors allowed");
#endif
    QList<QTcpSocket *> waiting;
    CannedServer server([&waiting](QTcpSocket *client, int) {
        waiting.append(client);
        if (waiting.size() == 1000) {
            for (QTcpSocket *each : waiting)
                each->write(fine);
        }
    });
    const QList<Result> results = run(server.plan(1000, 1000));
    QCOMPARE(std::ranges::count(results, 200, &Result::status), 1000);
    QCOMPARE(server.most, 1000);
    QTRY_COMPARE(server.open, 0);
}

void TestClient::runsOnAThreadOfItsOwn()
{
    CannedServer server(answering(fine));
    QThread thread;
    auto client = new Client(server.plan(20, 5), steady);
    client->moveToThread(&thread);
    connect(&thread, &QThread::started, client, &Client::start);
    connect(&thread, &QThread::finished, client, &QObject::deleteLater);
    QSignalSpy finished(client, &Client::finished);
    thread.start();
    QTRY_COMPARE(finished.size(), 1);
    thread.quit();
    QVERIFY(thread.wait());
    const auto results = finished.first().first().value<QList<Result>>();
    QCOMPARE(std::ranges::count(results, 200, &Result::status), 20);
}

// Each run has a thread of its own. Qt's objects refer to data of their thread, which is gone when
// a QThread is started again.
void TestClient::runsAgain()
{
    CannedServer server(answering(fine));
    Runner runner(steady);
    QSignalSpy finished(&runner, &Runner::finished);
    for (int round = 1; round <= 4; ++round) {
        runner.run(server.plan(20, 5));
        QTRY_COMPARE(finished.size(), round);
        // As many threads at once that the stacks of ended ones are given back.
        std::vector<std::unique_ptr<QThread>> threads;
        QSemaphore all;
        for (int i = 0; i < 32; ++i) {
            threads.emplace_back(QThread::create([&all] { all.acquire(); }));
            threads.back()->start();
        }
        all.release(32);
        for (const auto &thread : threads)
            QVERIFY(thread->wait());
    }
}

void TestClient::closesWhatIsOpenWhenDestroyed()
{
    CannedServer server([](QTcpSocket *, int) {});
    {
        Client client(server.plan(5, 5), steady);
        client.start();
        QTRY_COMPARE(server.heads.size(), 5);
    }
    QTRY_COMPARE(server.open, 0);
}

QTEST_GUILESS_MAIN(TestClient)
#include "tst_client.moc"
