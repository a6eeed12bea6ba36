#include "overlap/analysis/unread.h"
#include "patience.h"
#include "rawclient.h"
#include "serving.h"

#include <algorithm>
#include <memory>

using namespace overlap;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using record::Outcome;
using record::Phase;
using record::Record;

// The same requests under each strategy. The records show the differences.
class TestSchedule : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void runsAsManyAsItSays_data();
    void runsAsManyAsItSays();
    void queuesInTheOrderOfArrival();
    void quickOneWaitsItsTurn();
    void quickOneNeedsAFreeThread();
    void blockedLoopReadsNothing();
    void whatCameWhileBlockedCameInTime();
    void clientSeesWhatTheServerCannot_data();
    void clientSeesWhatTheServerCannot();
    void computesOnAsManyThreadsAsItHas_data();
    void computesOnAsManyThreadsAsItHas();
    void computesAndThenSleeps();
    void threadOfWhoHasLeftIsFree();
    void whoLeavesTheQueueHoldsNobodyUp();
    void switchesWhileServing();
    void runsNoHandler_data();
    void runsNoHandler();
    void runsNoHandlerOfAKeptConnection();
    void stopsAtOnce_data();
    void stopsAtOnce();
    void stopsOnceTheyAreAnswered_data();
    void stopsOnceTheyAreAnswered();
    void stopsWithMostOfThemQueued();
    void survivesSwitchesAndStops();
    void takesStrategiesOfOthers();
    void refusesUnknownStrategies();
    void takesNumbersOutOfRange();
};

namespace {

constexpr int onePerLoop = 0; // test data: stands for the number of loops

// Those under which requests are in flight for a while, so all but the last one.
std::span<const schedule::Kind> answering()
{
    return schedule::strategies().first(schedule::strategies().size() - 1);
}

using RawClientPointer = std::unique_ptr<RawClient>;
using Clients = std::vector<RawClientPointer>;

Settings settingsOf(QLatin1StringView strategy, int number = 4)
{
    Settings settings;
    settings.strategy = {strategy, {number, number}};
    settings.connections.limits.halfCloseWithin = 0ms; // a FIN means giving up
    return settings;
}

Clients ask(const Serving &serving, const QByteArray &target, int count)
{
    Clients clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        clients.back()->send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    return clients;
}

// One client for each loop. All are accepted before the first sends, because it may block the loop
// that accepts.
Clients askEachLoop(const Serving &serving, const QByteArray &target)
{
    Clients clients;
    for (int i = 0; i < threads(); ++i)
        clients.push_back(std::make_unique<RawClient>(serving.port()));
    const bool accepted =
        waitFor([&] { return serving.store().connections().size() == clients.size(); });
    for (const RawClientPointer &client : clients)
        client->send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    return accepted ? std::move(clients) : Clients();
}

qint64 ns(const Record &record, Phase phase)
{
    return qint64(record.phases[std::size_t(phase)]) * record::nsPerTick;
}

// When its handler began: after reading and queueing.
qint64 begunNs(const Record &record)
{
    return record.startNs + ns(record, Phase::ReadingHead) + ns(record, Phase::ReadingBody) +
           ns(record, Phase::Queued);
}

// The most handlers that worked at the same time. A handler may begin a moment before the previous
// answer is written. So each is counted half a handler's time after its beginning.
int peakOf(const std::vector<Record> &records, std::chrono::nanoseconds handlerTime)
{
    int peak = 0;
    for (const Record &one : records) {
        const qint64 atNs = begunNs(one) + handlerTime.count() / 2;
        peak = std::max(peak, int(std::ranges::count_if(records, [&](const Record &other) {
                            return begunNs(other) <= atNs && other.phaseSinceNs > atNs;
                        })));
    }
    return peak;
}

// Whether an event loop was blocked.
bool wasBlocked(const Serving &serving)
{
    return std::ranges::any_of(serving.store().loops(), [](const record::LoopLoad &loop) {
        return !loop.blockedIn(0, std::numeric_limits<qint64>::max()).empty();
    });
}

} // namespace

void TestSchedule::runsAsManyAsItSays_data()
{
    QTest::addColumn<QByteArray>("strategy");
    QTest::addColumn<int>("number");
    QTest::addColumn<int>("peak");
    QTest::addColumn<int>("queued");
    QTest::addColumn<Phase>("waits"); // the phase in which the handler waits
    QTest::newRow("concurrent") << "concurrent"_ba << 4 << 8 << 0 << Phase::Sleeping;
    QTest::newRow("serial") << "serial"_ba << 4 << 1 << 7 << Phase::Sleeping;
    QTest::newRow("limited to 3") << "limited"_ba << 3 << 3 << 5 << Phase::Sleeping;
    QTest::newRow("limited to many") << "limited"_ba << 20 << 8 << 0 << Phase::Sleeping;
    QTest::newRow("pool of 3") << "thread-pool"_ba << 3 << 3 << 5 << Phase::Running;
    QTest::newRow("pool of many") << "thread-pool"_ba << 20 << 8 << 0 << Phase::Running;
    // Nothing is queued: the loop does not know requests that it has not read.
    QTest::newRow("blocking") << "blocking"_ba << 4 << onePerLoop << 0 << Phase::Running;
}

void TestSchedule::runsAsManyAsItSays()
{
    QFETCH(QByteArray, strategy);
    QFETCH(int, number);
    QFETCH(int, peak);
    QFETCH(int, queued);
    QFETCH(Phase, waits);
    Serving serving(settingsOf(QLatin1StringView(strategy), number));
    const Clients clients = ask(serving, "/sleep/150ms", 8);
    QTRY_COMPARE(serving.store().size(), 8u);
    const std::vector<Record> records = serving.records();
    QCOMPARE(peakOf(records, 150ms), peak == onePerLoop ? threads() : peak);
    const auto waited = std::ranges::count_if(
        records, [](const Record &r) { return ns(r, Phase::Queued) > 75'000'000; });
    QCOMPARE(int(waited), queued);
    for (const Record &r : records) {
        QCOMPARE(r.status, 200);
        QCOMPARE_GE(ns(r, waits), 150'000'000);
        // Handlers that sleep do not run for long. Handlers that hold a thread do not sleep.
        QCOMPARE_LT(ns(r, waits == Phase::Running ? Phase::Sleeping : Phase::Running), 75'000'000);
        const qint64 heldNs = qint64(r.held) * record::nsPerTick;
        QCOMPARE_GE(heldNs, waits == Phase::Running ? 150'000'000 - record::nsPerTick : 0);
        QCOMPARE_LE(heldNs, waits == Phase::Running ? ns(r, Phase::Running) : 0);
    }
    for (const RawClientPointer &client : clients)
        QTRY_VERIFY(client->received().startsWith("HTTP/1.1 200 "));
}

void TestSchedule::queuesInTheOrderOfArrival()
{
    Serving serving(settingsOf("serial"_L1));
    Clients clients;
    for (std::size_t i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        clients.back()->send("GET /sleep/40ms?n=" + QByteArray::number(qsizetype(i)) +
                             " HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_VERIFY(serving.store().inFlight().size() + serving.store().size() == i + 1);
    }
    QTRY_COMPARE(serving.store().size(), 5u);
    for (record::Row row = 0; row < 5; ++row)
        QCOMPARE(serving.store().target(row), "/sleep/40ms?n=" + QByteArray::number(row));
}

void TestSchedule::quickOneWaitsItsTurn()
{
    Serving serving(settingsOf("serial"_L1));
    const Clients sleepers = ask(serving, "/sleep/600ms", 2);
    QTRY_COMPARE(serving.store().inFlight().size(), 2u);
    const Clients quick = ask(serving, "/", 1);
    QTRY_COMPARE(serving.store().inFlight().size(), 3u);
    QTRY_COMPARE(serving.store().inFlight().back().record.phase, Phase::Queued);
    QTRY_COMPARE(serving.store().size(), 3u);
    const Record last = serving.records().back();
    QCOMPARE(serving.store().target(2), "/");
    QVERIFY(ns(last, Phase::Queued) > 100'000'000);
}

void TestSchedule::whoLeavesTheQueueHoldsNobodyUp()
{
    Serving serving(settingsOf("limited"_L1, 2));
    Clients clients = ask(serving, "/sleep/200ms", 6);
    QTRY_COMPARE(serving.store().inFlight().size(), 6u);
    clients.erase(clients.begin() + 1, clients.begin() + 4); // one that runs, two that are queued
    QTRY_COMPARE(serving.store().size(), 6u);
    const std::vector<Record> records = serving.records();
    const auto ended = [&](Outcome outcome) {
        return std::ranges::count(records, outcome, &Record::outcome);
    };
    QCOMPARE(ended(Outcome::Answered), 3);
    QCOMPARE(ended(Outcome::AbortedByClient), 3);
    const Clients more = ask(serving, "/", 2);
    QTRY_COMPARE(serving.store().size(), 8u); // no slot was lost
}

void TestSchedule::switchesWhileServing()
{
    Serving serving(settingsOf("serial"_L1));
    const Clients queued = ask(serving, "/sleep/100ms", 3);
    QTRY_COMPARE(serving.store().inFlight().size(), 3u);
    serving.session().setStrategy({"concurrent"_L1, {}});
    const Clients quick = ask(serving, "/", 1);
    QTRY_COMPARE(serving.store().size(), 4u);
    const std::vector<Record> records = serving.records();
    const auto isQuick = [](const Record &r) { return ns(r, Phase::Sleeping) == 0; };
    const auto at = std::ranges::find_if(records, isQuick);
    QVERIFY(at != records.end());
    QVERIFY(ns(*at, Phase::Queued) < 50'000'000);
    std::vector<Record> slept = records;
    std::erase_if(slept, isQuick);
    QCOMPARE(peakOf(slept, 100ms), 1); // they keep their old strategy
}

void TestSchedule::quickOneNeedsAFreeThread()
{
    Serving serving(settingsOf("thread-pool"_L1, 2));
    const Clients one = ask(serving, "/gate/hold", 1);
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    const Clients quick = ask(serving, "/", 1);
    QTRY_COMPARE(serving.store().size(), 1u); // answered by the second thread meanwhile
    QCOMPARE(serving.store().target(0), "/");
    const Clients another = ask(serving, "/gate/hold", 1);
    QTRY_COMPARE(serving.store().inFlight().size(), 2u);
    const Clients late = ask(serving, "/", 1);
    QTRY_COMPARE(serving.store().inFlight().size(), 3u);
    QCOMPARE(serving.store().inFlight().back().record.phase, Phase::Queued);
    serving.session().gates().open("hold");
    QTRY_COMPARE(serving.store().size(), 4u);
    QVERIFY(!wasBlocked(serving));
}

// While a handler waits on the loop's thread, nothing else is read. But it is known which request
// does that.
void TestSchedule::blockedLoopReadsNothing()
{
    Serving serving(settingsOf("blocking"_L1));
    const Clients sleepers = askEachLoop(serving, "/sleep/400ms");
    QTRY_COMPARE(serving.store().inFlight().size(), std::size_t(threads()));
    QCOMPARE(serving.store().inFlight().front().target, "/sleep/400ms");
    QVERIFY(serving.session().loopBusySinceNs());
    const Clients quick = ask(serving, "/", 1);
    QTRY_COMPARE(serving.store().size(), quint64(threads()) + 1);
    qint64 soonestEndNs = std::numeric_limits<qint64>::max();
    for (const Record &r : serving.records()) {
        if (ns(r, Phase::Running) >= 400'000'000)
            soonestEndNs = std::min(soonestEndNs, r.phaseSinceNs);
        else
            QCOMPARE_GE(r.startNs + 100'000, soonestEndNs);
    }
    QVERIFY(wasBlocked(serving));
}

// The loop is blocked for longer than idle connections are kept. What was sent meanwhile is
// answered.
void TestSchedule::whatCameWhileBlockedCameInTime()
{
    Settings settings = settingsOf("blocking"_L1);
    settings.connections.limits.headWithin = settings.connections.limits.keepAliveIdle =
        std::chrono::milliseconds(700);
    Serving serving(settings);
    Clients others;
    for (int i = 0; i < threads(); ++i)
        others.push_back(std::make_unique<RawClient>(serving.port()));
    QTRY_COMPARE(serving.store().connections().size(), others.size());
    Clients sleepers;
    for (int i = 0; i < threads(); ++i)
        sleepers.push_back(std::make_unique<RawClient>(serving.port()));
    QTRY_COMPARE(serving.store().connections().size(), 2 * others.size());
    for (const RawClientPointer &client : sleepers)
        client->get("/sleep/1500ms");
    QTRY_COMPARE(serving.store().inFlight().size(), sleepers.size());
    for (const RawClientPointer &client : others)
        client->get("/");
    for (const RawClientPointer &client : others)
        QTRY_VERIFY(!client->received().isEmpty() || !client->isOpen());
    for (const RawClientPointer &client : others)
        QVERIFY(client->received().startsWith("HTTP/1.1 200 "));
}

void TestSchedule::clientSeesWhatTheServerCannot_data()
{
    QTest::addColumn<bool>("keepsAlive");
    QTest::newRow("a connection each") << false;
    QTest::newRow("kept alive") << true;
}

// While a loop is blocked, requests wait in the kernel. Only the client knows about them.
void TestSchedule::clientSeesWhatTheServerCannot()
{
    QFETCH(bool, keepsAlive);
    constexpr int count = 6;
    constexpr qint64 sleepNs = 60'000'000;
    Serving serving(settingsOf("blocking"_L1));
    const record::ClientRequests &clientRequests = serving.session().clientRequests();
    load::Plan plan;
    plan.targets = {"/sleep/60ms?n={n}"};
    plan.count = plan.atOnce = count;
    plan.rounds = 2;
    plan.keepsAlive = keepsAlive;
    QSignalSpy finished(&serving.session(), &Session::sendFinished);
    serving.session().send(plan);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    QTRY_COMPARE(serving.store().size(), quint64(2 * count));
    QVERIFY(clientRequests.inFlight().empty());
    QCOMPARE(clientRequests.endId(), quint64(2 * count) + 1);
    qint64 longestUnseenNs = 0;
    qint64 longestUnreadNs = 0; // as far as the server knows
    for (const Record &r : serving.records()) {
        const record::ClientRequest *clientRequest = clientRequests.ofRequest(r.id);
        QVERIFY(clientRequest);
        QCOMPARE(clientRequest->status, 200);
        QCOMPARE(clientRequest->seenNs, r.startNs);
        QCOMPARE_GE(clientRequest->seenNs, clientRequest->sentNs);
        QCOMPARE_GE(clientRequest->endNs, r.startNs + sleepNs);
        const qint64 unseenNs = clientRequest->seenNs - clientRequest->sentNs;
        longestUnseenNs = std::max(longestUnseenNs, unseenNs);
        longestUnreadNs = std::max(longestUnreadNs, analysis::unreadAtMostNs(serving.store(), r));
        if (!keepsAlive)
            QCOMPARE(clientRequest->ordinal, 1u);
    }
    // At least one loop has its share of the requests; the last of these waits for the others.
    const int share = (count + threads() - 1) / threads();
    QCOMPARE_GE(longestUnseenNs, (share - 1) * sleepNs - 5'000'000);
    if (share >= 3)
        QCOMPARE_GE(longestUnreadNs, (share - 1) * sleepNs / 2);
}

void TestSchedule::computesOnAsManyThreadsAsItHas_data()
{
    QTest::addColumn<QByteArray>("strategy");
    QTest::addColumn<int>("peak");
    QTest::newRow("concurrent") << "concurrent"_ba << onePerLoop;
    QTest::newRow("serial") << "serial"_ba << 1;
    QTest::newRow("pool") << "thread-pool"_ba << 4;
    QTest::newRow("blocking") << "blocking"_ba << onePerLoop;
}

// Computing holds its thread under every strategy.
void TestSchedule::computesOnAsManyThreadsAsItHas()
{
    QFETCH(QByteArray, strategy);
    QFETCH(int, peak);
    Serving serving(settingsOf(QLatin1StringView(strategy)));
    const Clients clients = ask(serving, "/compute/100ms", 8);
    QTRY_COMPARE(serving.store().size(), 8u);
    QCOMPARE(peakOf(serving.records(), 100ms), peak == onePerLoop ? threads() : peak);
}

void TestSchedule::computesAndThenSleeps()
{
    Serving serving;
    const Clients clients = ask(serving, "/compute/20ms?sleep=60ms", 1);
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE_GE(ns(serving.records().front(), Phase::Running), 20'000'000);
    QCOMPARE(ns(serving.records().front(), Phase::Sleeping), 60'000'000);
    const Clients bad = ask(serving, "/compute/20ms?sleep=soon", 1);
    QTRY_VERIFY(bad.front()->received().startsWith("HTTP/1.1 400 "));
}

void TestSchedule::threadOfWhoHasLeftIsFree()
{
    Serving serving(settingsOf("thread-pool"_L1, 1));
    Clients sleeper = ask(serving, "/sleep/600s", 1);
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    const Clients quick = ask(serving, "/", 1);
    QTRY_COMPARE(serving.store().inFlight().size(), 2u);
    sleeper.clear();
    QTRY_VERIFY(quick.front()->received().startsWith("HTTP/1.1 200 "));
}

void TestSchedule::runsNoHandler_data()
{
    const QByteArray get = "GET /sleep/600s HTTP/1.1\r\nHost: a\r\n\r\n";
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("one") << get;
    QTest::newRow("pipelined") << get.repeated(300);
    QTest::newRow("with a body")
        << "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"_ba;
    QTest::newRow("of an old client") << "GET / HTTP/1.0\r\n\r\n"_ba;
    QTest::newRow("without a route") << "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"_ba;
}

// A future that nobody awaits: the request is read, and its connection ends without a byte.
void TestSchedule::runsNoHandler()
{
    QFETCH(QByteArray, sent);
    Serving serving(settingsOf("never-awaited"_L1));
    RawClient client(serving.port());
    client.send(sent);
    QTRY_VERIFY(!client.isOpen());
    QVERIFY(client.received().isEmpty());
    QTRY_VERIFY(serving.isOver());
    QCOMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.store().ended(http::CloseReason::NeverRun), 1u);
    const Record unrun = serving.records().front();
    QCOMPARE(unrun.outcome, Outcome::NeverRun);
    QCOMPARE(unrun.status, 0);
    QCOMPARE(unrun.bytesOut, 0u);
    QCOMPARE(ns(unrun, Phase::Running), 0);
    QVERIFY(!wasBlocked(serving));
}

void TestSchedule::runsNoHandlerOfAKeptConnection()
{
    Serving serving;
    RawClient client(serving.port());
    client.get("/");
    QTRY_VERIFY(client.hasResponses(1));
    const QByteArray answer = client.received();
    serving.session().setStrategy({"never-awaited"_L1, {}});
    client.get("/");
    QTRY_VERIFY(!client.isOpen());
    QCOMPARE(client.received(), answer);
    QTRY_COMPARE(serving.store().size(), 2u);
    QCOMPARE(serving.records()[0].outcome, Outcome::Answered);
    QCOMPARE(serving.records()[1].outcome, Outcome::NeverRun);
    serving.session().setStrategy({"concurrent"_L1, {}});
    RawClient another(serving.port());
    another.get("/");
    QTRY_VERIFY(another.hasResponses(1));
}

void TestSchedule::stopsAtOnce_data()
{
    QTest::addColumn<QByteArray>("strategy");
    QTest::addColumn<QByteArray>("target");
    for (const schedule::Kind &kind : answering()) {
        for (const char *target : {"/sleep/600s", "/compute/600s"})
            QTest::addRow("%s %s", kind.name.data(), target)
                << QByteArray(kind.name.data(), kind.name.size()) << QByteArray(target);
    }
}

// A stop does not wait for requests that cannot end within its limit.
void TestSchedule::stopsAtOnce()
{
    QFETCH(QByteArray, strategy);
    QFETCH(QByteArray, target);
    Serving serving(settingsOf(QLatin1StringView(strategy)));
    const Clients clients = ask(serving, target, 8);
    QTRY_VERIFY(!serving.store().inFlight().empty());
    QElapsedTimer time;
    time.start();
    QVERIFY(serving.stop());
    QCOMPARE_LT(time.elapsed(), 5000);
    for (const Record &r : serving.records())
        QCOMPARE(r.outcome, Outcome::AbortedByServer);
    for (const RawClientPointer &client : clients)
        QTRY_VERIFY(!client->isOpen());
}

void TestSchedule::stopsOnceTheyAreAnswered_data()
{
    QTest::addColumn<QByteArray>("strategy");
    for (const schedule::Kind &kind : answering())
        QTest::addRow("%s", kind.name.data()) << QByteArray(kind.name.data(), kind.name.size());
}

void TestSchedule::stopsOnceTheyAreAnswered()
{
    QFETCH(QByteArray, strategy);
    Serving serving(settingsOf(QLatin1StringView(strategy)));
    const Clients clients = askEachLoop(serving, "/sleep/400ms");
    QTRY_COMPARE(serving.store().inFlight().size(), std::size_t(threads()));
    QVERIFY(serving.stop());
    for (const Record &r : serving.records())
        QCOMPARE(r.status, 200);
}

void TestSchedule::stopsWithMostOfThemQueued()
{
    Serving serving(settingsOf("serial"_L1));
    const int count = roomFor(200);
    const Clients clients = ask(serving, "/sleep/600s", count);
    QTRY_COMPARE(serving.store().inFlight().size(), std::size_t(count));
    serving.session().stop();
    QVERIFY(serving.stop()); // the second call stops at once
    QTRY_COMPARE(serving.store().size(), std::size_t(count));
    for (const Record &r : serving.records())
        QVERIFY(r.outcome == Outcome::AbortedByServer || r.status == 500);
}

// A thousand requests while strategies change. Half of the clients vanish, and the server stops in
// the middle.
void TestSchedule::survivesSwitchesAndStops()
{
    const auto kinds = schedule::strategies();
    const int each = roomFor(1000) / int(kinds.size());
    // Each strategy comes first, with and without clients that leave.
    for (std::size_t round = 0; round < 2 * kinds.size(); ++round) {
        Serving serving(settingsOf(kinds[round % kinds.size()].name, 3));
        Clients clients;
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            std::ranges::move(ask(serving, i % 2 ? "/sleep/600s" : "/sleep/1ms", each),
                              std::back_inserter(clients));
            serving.session().setStrategy({kinds[(round + i) % kinds.size()].name, {3, 3}});
            if (round < kinds.size())
                clients.resize(clients.size() / 2);
        }
        QVERIFY(serving.isServing());
        QVERIFY(serving.stop());
        for (const RawClientPointer &client : clients)
            QTRY_VERIFY(!client->isOpen());
    }
}

// A program's own strategies replace the built-in ones. The first is the default.
void TestSchedule::refusesUnknownStrategies()
{
    Session session;
    QSignalSpy problems(&session, &Session::problemOccurred);
    session.start(settingsOf("nonsense"_L1));
    QCOMPARE(problems.size(), 1);
    QCOMPARE(session.state(), Session::State::Stopped);

    Serving serving(settingsOf("serial"_L1));
    serving.session().setStrategy({"nonsense"_L1, {}}); // it stays with the old one
    RawClient client(serving.port());
    client.get("/");
    QTRY_VERIFY(client.hasResponses(1));
}

void TestSchedule::takesNumbersOutOfRange()
{
    for (const auto strategy : {"limited"_L1, "thread-pool"_L1}) {
        Settings settings = settingsOf(strategy, 0);
        settings.threads = -1;
        Serving serving(settings);
        RawClient client(serving.port());
        client.get("/");
        QTRY_VERIFY(client.hasResponses(1));
    }
}

void TestSchedule::takesStrategiesOfOthers()
{
    class Refusing : public schedule::Strategy
    {
    public:
        void handle(net::Call &&call) override
        {
            http::Response response;
            response.status = http::Status::NotFound;
            std::move(call).send(std::move(response));
        }
    };
    static const std::array<schedule::Kind, 2> kinds = {{
        {"refusing"_L1, "Refusing"_L1, "Nobody is let in."_L1, nullptr, nullptr,
         [](net::Handler, const schedule::Counts &) -> std::unique_ptr<schedule::Strategy> {
             return std::make_unique<Refusing>();
         }},
        *schedule::strategyNamed("serial"_L1),
    }};
    Serving serving({}, {.strategies = kinds});
    RawClient client(serving.port());
    client.get("/");
    QTRY_VERIFY(client.hasResponses(1));
    QVERIFY(client.received().startsWith("HTTP/1.1 404 "));
    serving.session().setStrategy({"serial"_L1, {}});
    client.get("/");
    QTRY_COMPARE(client.count(), 2);
    QVERIFY(client.received().contains("HTTP/1.1 200 "));
}

QTEST_MAIN(TestSchedule)
#include "tst_schedule.moc"
