#include "rawclient.h"
#include "serving.h"

#include <algorithm>
#include <memory>

using namespace overlap;
using namespace Qt::StringLiterals;
using record::Outcome;
using record::Phase;
using record::Record;

// The same requests under each strategy, told apart by what was recorded.
class TestSchedule : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addCarriers(); }
    void runsAsManyAsItSays_data();
    void runsAsManyAsItSays();
    void queuesInTheOrderOfArrival();
    void quickOneWaitsItsTurn();
    void whoLeavesTheQueueHoldsNobodyUp();
    void switchesWhileServing();
    void stopsWithMostOfThemQueued();
    void survivesSwitchesAndStops();
};

namespace {

using Clients = std::vector<std::unique_ptr<RawClient>>;

Settings settingsOf(QLatin1StringView strategy, int limit = 4)
{
    Settings settings;
    settings.strategy = strategy;
    settings.scheduling.limit = limit;
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

qint64 ns(const Record &record, Phase phase)
{
    return qint64(record.phases[std::size_t(phase)]) * record::nsPerTick;
}

// When its handler began: what came before were reading and queueing.
qint64 begunNs(const Record &record)
{
    return record.startNs + ns(record, Phase::ReadingHead) + ns(record, Phase::ReadingBody) +
           ns(record, Phase::Queued);
}

// The most handlers that were at work at the same time, to the rounding of what was recorded.
int peakOf(const std::vector<Record> &records)
{
    constexpr qint64 roundingNs = 20'000;
    int peak = 0;
    for (const Record &one : records) {
        const qint64 atNs = begunNs(one) + roundingNs;
        peak = std::max(peak, int(std::ranges::count_if(records, [&](const Record &other) {
                            return begunNs(other) <= atNs && other.phaseSinceNs > atNs;
                        })));
    }
    return peak;
}

} // namespace

void TestSchedule::runsAsManyAsItSays_data()
{
    QTest::addColumn<QString>("strategy");
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("peak");
    QTest::newRow("concurrent") << u"concurrent"_s << 4 << 8;
    QTest::newRow("serial") << u"serial"_s << 4 << 1;
    QTest::newRow("limited to 3") << u"limited"_s << 3 << 3;
    QTest::newRow("limited to more than there are") << u"limited"_s << 20 << 8;
}

void TestSchedule::runsAsManyAsItSays()
{
    QFETCH(QString, strategy);
    QFETCH(int, limit);
    QFETCH(int, peak);
    const QByteArray name = strategy.toLatin1();
    Serving serving(settingsOf(QLatin1StringView(name), limit));
    const Clients clients = ask(serving, "/sleep/60ms", 8);
    QTRY_COMPARE(serving.store().size(), 8u);
    const std::vector<Record> records = serving.records();
    QCOMPARE(peakOf(records), peak);
    const auto waited = std::ranges::count_if(
        records, [](const Record &r) { return ns(r, Phase::Queued) > 30'000'000; });
    QCOMPARE(int(waited), 8 - peak);
    for (const Record &r : records) {
        QCOMPARE(r.status, 200);
        QVERIFY(ns(r, Phase::Sleeping) == 60'000'000);
    }
    // The loop has been free all the time: nothing ran for long.
    for (const Record &r : records)
        QVERIFY(ns(r, Phase::Running) < 30'000'000);
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
    const Clients sleepers = ask(serving, "/sleep/150ms", 2);
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
    clients.erase(clients.begin() + 1, clients.begin() + 4); // one that runs, two that wait
    QTRY_COMPARE(serving.store().size(), 6u);
    const std::vector<Record> records = serving.records();
    const auto ended = [&](Outcome outcome) {
        return std::ranges::count(records, outcome, &Record::outcome);
    };
    QCOMPARE(ended(Outcome::Answered), 3);
    QCOMPARE(ended(Outcome::AbortedByClient), 3);
    const Clients more = ask(serving, "/", 2);
    QTRY_COMPARE(serving.store().size(), 8u); // no place was lost
}

void TestSchedule::switchesWhileServing()
{
    Serving serving(settingsOf("serial"_L1));
    const Clients queued = ask(serving, "/sleep/100ms", 3);
    QTRY_COMPARE(serving.store().inFlight().size(), 3u);
    serving.session().setStrategy("concurrent"_L1);
    const Clients quick = ask(serving, "/", 1);
    QTRY_COMPARE(serving.store().size(), 4u);
    const std::vector<Record> records = serving.records();
    const auto isQuick = [](const Record &r) { return ns(r, Phase::Sleeping) == 0; };
    const auto at = std::ranges::find_if(records, isQuick);
    QVERIFY(at != records.end());
    QVERIFY(ns(*at, Phase::Queued) < 50'000'000);
    std::vector<Record> slept = records;
    std::erase_if(slept, isQuick);
    QCOMPARE(peakOf(slept), 1); // these stayed under theirs
}

void TestSchedule::stopsWithMostOfThemQueued()
{
    Serving serving(settingsOf("serial"_L1));
    const Clients clients = ask(serving, "/sleep/600s", 200);
    QTRY_COMPARE(serving.store().inFlight().size(), 200u);
    serving.session().stop();
    QVERIFY(serving.stop()); // at once, the second time
    QTRY_COMPARE(serving.store().size(), 200u);
    for (const Record &r : serving.records())
        QVERIFY(r.outcome == Outcome::AbortedByServer || r.status == 500);
}

// Sleeping, queued and vanishing requests under strategies that change; stopped in between.
void TestSchedule::survivesSwitchesAndStops()
{
    const auto kinds = schedule::strategies();
    for (int round = 0; round < 10; ++round) {
        Serving serving(settingsOf(kinds[std::size_t(round) % kinds.size()].name, 3));
        Clients clients = ask(serving, "/sleep/1ms", 60);
        for (const schedule::Kind &kind : kinds) {
            serving.session().setStrategy(kind.name);
            Clients more = ask(serving, "/sleep/3ms", 30);
            clients.resize(clients.size() / 2);
        }
        QTRY_VERIFY(serving.store().size() > 20);
        if (round % 2 == 0)
            QVERIFY(serving.stop());
    }
}

QTEST_MAIN(TestSchedule)
#include "tst_schedule.moc"
