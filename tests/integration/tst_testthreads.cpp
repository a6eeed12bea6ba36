#include "allocated.h"
#include "blockingclient.h"

#include <overlap/TestServer>

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QEventLoop>
#include <QRegularExpression>
#include <QSemaphore>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// The server for tests without a QCoreApplication, beside many others, with many threads of
// clients, and with tests that wait on any kind of thread.
class TestTestThreads : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void needsNoApplication();
    void usesTheApplicationThatIsThere();
    void outlivesTheApplication_data();
    void outlivesTheApplication();
    void worksOnPlainThreads();
    void worksOnThreadsOfQt_data();
    void worksOnThreadsOfQt();
    void waitsOnWhenTheThreadQuits();
    void givesAnswersInTheOrderOfArrival_data();
    void givesAnswersInTheOrderOfArrival();
    void manyAtOnce();
    void leaksNothing_data();
    void leaksNothing();
    void plainThreadsNeedNoApplication();
};

namespace {

// On several threads at once; what they throw or fail is theirs.
void onThreads(int count, const std::function<void(int number)> &what)
{
    std::vector<std::thread> threads;
    threads.reserve(std::size_t(count));
    for (int i = 0; i < count; ++i)
        threads.emplace_back(what, i);
    for (std::thread &thread : threads)
        thread.join();
}

// Its waits, with a client on another thread; whether all went well.
bool tryWaits(TestServer &server)
{
    Gate gate = server.gate("g");
    server.on("/held", Answer().gate(gate).text("x"));
    const int before = int(server.requests().size());
    QByteArray body;
    std::thread client([&] { body = BlockingClient(server.port()).get("/held").body; });
    const bool isHeld =
        gate.waitForHeld(1, 5ms) && server.waitForInFlight(1) && server.waitForRequests(before + 1);
    const bool isNext = !server.takeRequest().isNull();
    gate.open();
    const bool isOver = server.waitForFinished(before + 1) &&
                        server.waitUntil([&] { return server.inFlight() == 0; });
    client.join();
    gate.close();
    return isHeld && isNext && isOver && body == "x";
}

// As the programs of most tests have one.
class Application
{
public:
    bool isThere() const { return QCoreApplication::instance() == &m_application; }

private:
    int m_count = 1;
    char m_name[5] = "mine";
    char *m_arguments[2] = {m_name, nullptr};
    QCoreApplication m_application{m_count, m_arguments};
};

// Of Linux's own folders; nothing elsewhere, also where another system shows them to its programs.
qsizetype entriesOf([[maybe_unused]] const QString &folder)
{
#ifndef Q_OS_LINUX
    return 0;
#endif
    return QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System).size();
}

// At most so many. A thread that was joined is listed a little longer.
bool hasThreads(qsizetype count)
{
    const QDeadlineTimer deadline(patienceMs);
    while (entriesOf(u"/proc/self/task"_s) > count && !deadline.hasExpired())
        std::this_thread::yield();
    return !deadline.hasExpired();
}

} // namespace

void TestTestThreads::needsNoApplication()
{
    for (int i = 0; i < 3; ++i) {
        QVERIFY(!QCoreApplication::instance());
        TestServer server;
        TestServer other;
        QVERIFY(server.isServing());
        QVERIFY(QCoreApplication::instance());
        QVERIFY(tryWaits(server));
        QVERIFY(tryWaits(other));
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(u"^Within 1 ms, 1 of 5 requests arrived."_s));
        QVERIFY(!server.waitForRequests(5, 1ms));
    }
    QVERIFY(!QCoreApplication::instance());
}

void TestTestThreads::usesTheApplicationThatIsThere()
{
    const Application application;
    {
        TestServer server;
        QVERIFY(application.isThere());
        QVERIFY(tryWaits(server));
    }
    QVERIFY(application.isThere());
}

void TestTestThreads::outlivesTheApplication_data()
{
    QTest::addColumn<bool>("stops"); // and is destroyed then
    QTest::newRow("is destroyed") << false;
    QTest::newRow("stops") << true;
}

// As a server does that is static, or a member of a test whose main() has the application.
void TestTestThreads::outlivesTheApplication()
{
    QFETCH(const bool, stops);
    std::optional<Application> application(std::in_place);
    std::optional<TestServer> server(std::in_place);
    QVERIFY(tryWaits(*server));
    BlockingClient held(server->port());
    held.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(server->gate("g").waitForHeld(1));
    application.reset();
    if (stops) {
        server->stop();
        QVERIFY(!server->isServing());
        QCOMPARE(server->requests().size(), 2);
        QVERIFY(server->waitForFinished(2, 0ms));
    }
    server.reset();
    QCOMPARE(held.receiveAll(), QByteArray());
}

// Without an event loop.
void TestTestThreads::worksOnPlainThreads()
{
    const Application application;
    std::atomic<int> good = 0;
    onThreads(8, [&](int) {
        for (int i = 0; i < 5; ++i) {
            TestServer server;
            good += tryWaits(server);
        }
    });
    QCOMPARE(good, 40);
}

void TestTestThreads::worksOnThreadsOfQt_data()
{
    QTest::addColumn<bool>("hasLoop");
    QTest::newRow("with a loop") << true;
    QTest::newRow("without one") << false;
}

// Where a client lives on the same thread, as waits spin its events.
void TestTestThreads::worksOnThreadsOfQt()
{
    QFETCH(const bool, hasLoop);
    const Application application;
    bool isGood = false;
    const auto use = [&] {
        TestServer server;
        server.on("/", Answer().text("x"));
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
        QObject::connect(&client, &QTcpSocket::connected, &client,
                         [&] { client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n"); });
        isGood = server.waitForFinished(1) &&
                 server.waitUntil([&] { return client.bytesAvailable() > 0; }) && tryWaits(server);
    };
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        if (!hasLoop)
            return use();
        QEventLoop loop;
        QTimer::singleShot(0, [&] {
            use();
            loop.quit();
        });
        loop.exec();
    }));
    thread->start();
    thread->wait();
    QVERIFY(isGood);
}

// A loop that is told to quit cuts no wait short.
void TestTestThreads::waitsOnWhenTheThreadQuits()
{
    const Application application;
    bool isGood = false;
    QSemaphore hasQuit;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        TestServer server;
        server.on("/", Answer().text("x"));
        QTimer::singleShot(0, [&] {
            QThread::currentThread()->quit();
            hasQuit.release();
        });
        std::thread client([&] {
            hasQuit.acquire();
            BlockingClient(server.port()).get("/");
        });
        isGood = server.waitForFinished(1);
        client.join();
    }));
    thread->start();
    thread->wait();
    QVERIFY(isGood);
}

void TestTestThreads::givesAnswersInTheOrderOfArrival_data()
{
    QTest::addColumn<QByteArray>("strategy");
    QTest::newRow("concurrent") << "concurrent"_ba;
    QTest::newRow("serial") << "serial"_ba;
    QTest::newRow("thread-pool") << "thread-pool"_ba;
}

// The i-th request that was recorded got the i-th answer that was queued, whoever asked.
void TestTestThreads::givesAnswersInTheOrderOfArrival()
{
    QFETCH(const QByteArray, strategy);
    const Application application;
    constexpr int threads = 8;
    constexpr int clientsEach = 8;
    constexpr int rounds = 157; // 10 048 requests
    TestServer server;
    server.setStrategy(strategy);
    for (int i = 0; i < threads * clientsEach * rounds; ++i)
        server.enqueue(Answer().text(QByteArray::number(i)));
    std::mutex mutex;
    std::map<QByteArray, int> answers; // by target
    onThreads(threads, [&](int thread) {
        std::vector<std::unique_ptr<BlockingClient>> clients;
        clients.reserve(clientsEach);
        for (int i = 0; i < clientsEach; ++i)
            clients.push_back(std::make_unique<BlockingClient>(server.port()));
        for (int round = 0; round < rounds; ++round) {
            const auto target = [&](int client) {
                return QByteArray("/%1/%2/%3")
                    .replace("%1", QByteArray::number(thread))
                    .replace("%2", QByteArray::number(client))
                    .replace("%3", QByteArray::number(round));
            };
            for (int i = 0; i < clientsEach; ++i)
                clients[std::size_t(i)]->send("GET " + target(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
            for (int i = 0; i < clientsEach; ++i) {
                const int answer = clients[std::size_t(i)]->receive().body.toInt();
                const std::lock_guard lock(mutex);
                answers[target(i)] = answer;
            }
        }
    });
    const QList<Request> requests = server.requests();
    QCOMPARE(requests.size(), threads * clientsEach * rounds);
    for (int i = 0; i < requests.size(); ++i)
        QCOMPARE(answers.at(requests[i].target()), i);
    QVERIFY(server.unexpected().isEmpty());
    QCOMPARE(server.inFlight(), 0);
    QVERIFY(server.peakInFlight() <= threads * clientsEach);
    QVERIFY(server.waitForFinished(int(requests.size()), 0ms));
}

void TestTestThreads::manyAtOnce()
{
    const Application application;
    constexpr int count = 50;
    std::vector<std::unique_ptr<TestServer>> servers;
    for (int i = 0; i < count; ++i) {
        servers.push_back(std::make_unique<TestServer>());
        servers.back()->on("/", Answer().text(QByteArray::number(i)));
    }
    std::atomic<int> good = 0;
    onThreads(count, [&](int number) {
        BlockingClient client(servers[std::size_t(number)]->port());
        for (int i = 0; i < 20; ++i)
            good += client.get("/").body == QByteArray::number(number);
    });
    QCOMPARE(good, count * 20);
    for (const auto &server : servers)
        QCOMPARE(server->requests().size(), 20);
    onThreads(count, [&](int number) { servers[std::size_t(number)].reset(); });
}

void TestTestThreads::leaksNothing_data()
{
    QTest::addColumn<bool>("hasApplication");
    QTest::newRow("with an application") << true;
    QTest::newRow("without one") << false;
}

// A thousand servers one after the other, each with an answer and a request that is held.
void TestTestThreads::leaksNothing()
{
    QFETCH(const bool, hasApplication);
    const std::unique_ptr<Application> application(hasApplication ? new Application : nullptr);
    const auto use = [] {
        TestServer server;
        server.on("/", Answer().text("x"));
        server.on("/held", Answer().gate("g"));
        BlockingClient client(server.port());
        BlockingClient held(server.port());
        held.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
        return client.get("/").body == "x" && server.gate("g").waitForHeld(1);
    };
    qsizetype descriptors = 0;
    const qsizetype threads = entriesOf(u"/proc/self/task"_s);
    qint64 bytes = 0;
    for (int i = 0; i < 1000; ++i) {
        if (i == 200) { // what is kept once is there
            descriptors = entriesOf(u"/proc/self/fd"_s);
            bytes = allocatedBytes();
        }
        QVERIFY(use());
    }
    QCOMPARE_LE(entriesOf(u"/proc/self/fd"_s), descriptors);
    QVERIFY(hasThreads(threads));
    qInfo("%lld bytes more after 800 servers", allocatedBytes() - bytes);
    QVERIFY(allocatedBytes() - bytes < 100'000);
}

// The last one, as what such a thread makes may stay.
void TestTestThreads::plainThreadsNeedNoApplication()
{
    QVERIFY(!QCoreApplication::instance());
    std::atomic<int> good = 0;
    onThreads(8, [&](int) {
        for (int i = 0; i < 5; ++i) {
            TestServer server;
            good += tryWaits(server);
        }
    });
    QCOMPARE(good, 40);
    TestServer server;
    QVERIFY(tryWaits(server));
}

QTEST_APPLESS_MAIN(TestTestThreads)
#include "tst_testthreads.moc"
