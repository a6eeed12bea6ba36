#include "overlap/http/fault.h"
#include "overlap/record/percentile.h"
#include "overlap/record/store.h"
#include "records.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace overlap::record;

namespace {

constexpr quint64 chunkRows = 65536;

using Rows = std::vector<Row>;

// A journal and a store that absorbs it, as in a session.
class Fixture
{
public:
    explicit Fixture(Store::Caps caps = {}) : store(caps) {}
    StoreChange absorb() { return store.absorb({&journal}); }
    void finish(quint64 id, qint64 fromNs, qint64 toNs, const Details &details = {})
    {
        journal.write(finishedRecord(id, fromNs, toNs), details);
    }
    Journal journal;
    Store store;
};

void finishMany(Fixture &fixture, quint64 count, quint64 firstId, const Details &details = {})
{
    for (quint64 i = 0; i < count; ++i) {
        const qint64 at = qint64(firstId + i) * 1000;
        fixture.finish(firstId + i, at - 500, at, details);
        if (i % 10'000 == 9999)
            fixture.absorb();
    }
    fixture.absorb();
}

} // namespace

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyAtFirst();
    void givesRecordsBack();
    void followsARequestInFlight();
    void countsARequestAnnouncedAndFinishedAtOnce();
    void followsTheQueue();
    void ordersBatchesByTime();
    void packsABatchIntoFewestLanes();
    void followsTheUpstream();
    void keepsTheUpstreamOfEachRow();
    void whatStaysOpenHoldsNoBurst();
    void internsTargets();
    void cutsTargetsShorterWhereManyAreLong();
    void keepsDetailsAndForgetsTheOldest();
    void findsOverlappingRows();
    void overlappingEqualsBruteForce();
    void tellsPercentiles();
    void followsConnections();
    void forgetsClosedConnections();
    void findsConnectionsAmongGaps();
    void showsPeers_data();
    void showsPeers();
    void forgetsTheOldestRows();
    void clearsWhatIsOver();
    void countsErrorsAndDrops();
    void marksGaps();
};

void TestStore::isEmptyAtFirst()
{
    Fixture f;
    QVERIFY(!f.absorb().any());
    QCOMPARE(f.store.size(), quint64(0));
    QCOMPARE(f.store.rowOf(1), std::nullopt);
    QVERIFY(f.store.overlapping(0, 100).empty());
    QVERIFY(f.store.concurrency().isEmpty());
    QCOMPARE(f.store.lanes().count(), 0u);
}

void TestStore::givesRecordsBack()
{
    Fixture f;
    f.store.takeControl(true);
    std::minstd_rand random(1);
    std::vector<Record> records;
    for (quint64 i = 0; i < 1000; ++i) {
        Record record = finishedRecord(1000 - i, qint64(i), qint64(1000 + i));
        for (Ticks &ticks : record.phases)
            ticks = random() % 2 == 0 ? 0 : Ticks(random());
        record.phases[4] = 0xffffffff;
        record.held = random() % 2 == 0 ? 0 : Ticks(random());
        record.isControl = random() % 2 == 0;
        record.rule = random() % 2 == 0 ? 0 : random() % 0x4000;
        record.queuedAtRule = record.rule > 0 && random() % 2 == 0;
        record.connection = quint32(random());
        record.ordinal = quint32(i);
        record.bytesIn = quint32(random());
        record.bytesOut = 0xffffffff;
        record.status = quint16(random() % 600);
        record.fault = quint8(i % overlap::http::faultCount);
        record.method = quint8(i % 10);
        record.outcome = Outcome(1 + i % 5);
        records.push_back(record);
        f.journal.write(record);
    }
    const StoreChange change = f.absorb();
    QCOMPARE(change.firstAdded, Row(0));
    QCOMPARE(change.endAdded, Row(1000));
    for (Row row = 0; row < 1000; ++row) {
        const Record expected = records[row];
        const Record record = f.store.record(row);
        QCOMPARE(record.id, expected.id);
        QCOMPARE(record.startNs, expected.startNs);
        QCOMPARE(totalNs(record), qint64(1000));
        QCOMPARE(record.phases, expected.phases);
        QCOMPARE(f.store.brief(row).outcome, expected.outcome);
        QCOMPARE(f.store.brief(row).phases, Record().phases);
        QCOMPARE(record.held, expected.held);
        QCOMPARE(record.isControl, expected.isControl);
        QCOMPARE(record.rule, expected.rule);
        QCOMPARE(record.queuedAtRule, expected.queuedAtRule);
        QCOMPARE(record.connection, expected.connection);
        QCOMPARE(record.ordinal, expected.ordinal);
        QCOMPARE(record.bytesIn, expected.bytesIn);
        QCOMPARE(record.bytesOut, expected.bytesOut);
        QCOMPARE(record.status, expected.status);
        QCOMPARE(record.fault, expected.fault);
        QCOMPARE(record.method, expected.method);
        QCOMPARE(record.outcome, expected.outcome);
        QCOMPARE(f.store.rowOf(expected.id), std::optional<Row>(row));
    }
    QCOMPARE(f.store.rowOf(1001), std::nullopt);
}

void TestStore::followsARequestInFlight()
{
    Fixture f;
    f.journal.write(announcedRecord(2, 20), {"/sleep", {}, {}, {}, {}});
    f.journal.write(announcedRecord(1, 10, Phase::ReadingHead));
    StoreChange change = f.absorb();
    QVERIFY(change.inFlightChanged);
    QCOMPARE(change.firstAdded, change.endAdded);
    QCOMPARE(f.store.inFlight().size(), size_t(2));
    QCOMPARE(f.store.inFlight()[0].record.id, quint64(1));
    QCOMPARE(f.store.inFlight()[0].lane, 0u);
    QCOMPARE(f.store.inFlight()[1].target, QByteArray("/sleep"));
    QCOMPARE(f.store.inFlight()[1].lane, 1u);
    QCOMPARE(f.store.concurrency().countAt(20).inFlight, 2);

    f.journal.write(announcedRecord(2, 20, Phase::Writing)); // again, in a later phase
    QVERIFY(f.absorb().inFlightChanged);
    QCOMPARE(f.store.inFlight()[1].record.phase, Phase::Writing);
    QCOMPARE(f.store.inFlight()[1].target, QByteArray("/sleep"));
    QCOMPARE(f.store.concurrency().countAt(20).inFlight, 2);

    f.finish(2, 20, 50);
    change = f.absorb();
    QVERIFY(change.inFlightChanged);
    QCOMPARE(change.endAdded, Row(1));
    QCOMPARE(f.store.inFlight().size(), size_t(1));
    QCOMPARE(f.store.target(0), QByteArrayView("/sleep")); // the record of its end had no details
    QCOMPARE(f.store.lanes().lane(1)[0].row, Row(0));
    QCOMPARE(f.store.concurrency().countAt(50).inFlight, 1);
    QVERIFY(!f.absorb().any());
}

void TestStore::countsARequestAnnouncedAndFinishedAtOnce()
{
    Fixture f;
    f.journal.write(announcedRecord(1, 10), {"/a", {}, {}, {}, {}});
    f.finish(1, 10, 30);
    f.absorb();
    QVERIFY(f.store.inFlight().empty());
    QCOMPARE(f.store.size(), quint64(1));
    QCOMPARE(f.store.concurrency().span(0, 100).peak, 1);
    QCOMPARE(f.store.lanes().count(), 1u);
    QCOMPARE(f.store.lanes().lane(0).size(), 1);
}

// The curve knows of a wait in the queue while it lasts, and once only.
void TestStore::followsTheQueue()
{
    using Count = ConcurrencyCurve::Count;
    const auto queuedUntil = [](Record record, qint64 ns) {
        record.phases[size_t(Phase::Queued)] = Ticks(ns / nsPerTick);
        return record;
    };
    Fixture f;
    const auto at = [&f](qint64 ns) { return f.store.concurrency().countAt(ns); };
    f.journal.write(announcedRecord(1, 1000, Phase::Running));
    f.journal.write(announcedRecord(2, 1000, Phase::Queued));
    f.absorb();
    QVERIFY(at(1000) == (Count{2, 1}));
    f.store.clear(); // those in flight stay
    QVERIFY(at(1000) == (Count{2, 1}));
    f.finish(1, 1000, 5000);
    Record runs = queuedUntil(announcedRecord(2, 1000, Phase::Running), 4000);
    runs.phaseSinceNs = 5000;
    f.journal.write(runs);
    f.absorb();
    QVERIFY(at(4000) == (Count{2, 1}));
    QVERIFY(at(5000) == (Count{1, 0}));
    f.journal.write(queuedUntil(finishedRecord(2, 1000, 9000), 4000));
    f.journal.write(queuedUntil(finishedRecord(3, 20'000, 30'000), 5000)); // never announced
    f.absorb();
    QVERIFY(at(8000) == (Count{1, 0}));
    QVERIFY(at(9000) == (Count{0, 0}));
    QVERIFY(at(24'000) == (Count{1, 1}));
    QVERIFY(at(26'000) == (Count{1, 0}));
    QCOMPARE(f.store.concurrency().span(0, 30'000).handledPeak, 1);
}

void TestStore::ordersBatchesByTime()
{
    Journal first;
    Journal second;
    first.write(finishedRecord(1, 0, 10));
    first.write(finishedRecord(3, 0, 30));
    second.write(finishedRecord(2, 0, 20));
    second.write(finishedRecord(4, 0, 40));
    Store store;
    store.absorb({&first, &second});
    for (Row row = 0; row < 4; ++row)
        QCOMPARE(store.record(row).id, row + 1);
}

void TestStore::packsABatchIntoFewestLanes()
{
    // Placed in the order of their ends, these would need four lanes. At most two overlap, so two
    // lanes are enough.
    Fixture f;
    f.journal.write(announcedRecord(1, 0));
    f.absorb();
    f.finish(3, 20, 40);
    f.finish(1, 0, 50);
    f.finish(5, 50, 60);
    f.finish(2, 45, 70);
    f.absorb();
    QCOMPARE(f.store.concurrency().span(0, 100).peak, 2);
    QCOMPARE(f.store.lanes().count(), 2u);
    QCOMPARE(f.store.lanes().lane(0).size(), 2);
    QCOMPARE(f.store.lanes().lane(1).size(), 2);
}

void TestStore::followsTheUpstream()
{
    Fixture f;
    f.journal.write(announcedRecord(1, 100, Phase::Upstream));
    f.journal.write(UpstreamTimes{.request = 1, .askedNs = 100});
    QVERIFY(f.absorb().inFlightChanged);
    QCOMPARE(f.store.upstreamInFlight(1)->askedNs, 100);
    QCOMPARE(f.store.upstreamInFlight(1)->given, notYet);
    QVERIFY(!f.store.upstreamInFlight(2));
    UpstreamTimes times{.request = 1, .askedNs = 100, .given = upstreamMoment(1000)};
    f.journal.write(times);
    QVERIFY(f.absorb().inFlightChanged); // the same request, but more is known of it
    QCOMPARE(f.store.upstreamInFlight(1)->given, 4u);
    times.received = upstreamMoment(5000);
    f.journal.write(times);
    f.finish(1, 100, 6000);
    f.finish(2, 100, 6000);
    f.absorb();
    QVERIFY(!f.store.upstreamInFlight(1));
    QCOMPARE(f.store.upstream(*f.store.rowOf(1))->received, 20u);
    QVERIFY(!f.store.upstream(*f.store.rowOf(2)));
}

void TestStore::whatStaysOpenHoldsNoBurst()
{
    constexpr qint64 msNs = 1'000'000;
    Fixture f;
    const auto burst = [&] {
        const auto span = f.store.concurrency().latestBurst(9000 * msNs);
        return std::tuple(span.fromNs / msNs, span.toNs / msNs, span.peak);
    };
    f.journal.write(announcedRecord(1, 0, Phase::Upstream));
    f.journal.write(UpstreamTimes{.request = 1, .isTunnel = true}); // has not begun yet
    f.absorb();
    QCOMPARE(burst(), std::tuple(0, 9000, 1));
    UpstreamTimes times{.request = 1, .firstByte = upstreamMoment(20 * msNs), .isTunnel = true};
    f.journal.write(times);
    f.absorb();
    QCOMPARE(burst(), std::tuple(0, 20, 1));
    f.finish(2, 1000 * msNs, 1200 * msNs);
    f.finish(3, 1100 * msNs, 1300 * msNs);
    f.absorb();
    QCOMPARE(burst(), std::tuple(1000, 1300, 2));
    times.received = upstreamMoment(2000 * msNs);
    f.journal.write(times);
    f.finish(1, 0, 2000 * msNs);
    f.absorb();
    QCOMPARE(burst(), std::tuple(1000, 1300, 2));
    f.store.clear();
    QVERIFY(f.store.concurrency().isEmpty());
    f.store.restore();
    QCOMPARE(burst(), std::tuple(1000, 1300, 2));
    // Never seen in flight.
    f.journal.write(UpstreamTimes{.request = 4,
                                  .askedNs = 3000 * msNs,
                                  .firstByte = upstreamMoment(10 * msNs),
                                  .isEventStream = true});
    f.finish(4, 3000 * msNs, 8000 * msNs);
    f.absorb();
    QCOMPARE(burst(), std::tuple(3000, 3010, 1));
}

// Over several chunks, and once the oldest are forgotten.
void TestStore::keepsTheUpstreamOfEachRow()
{
    Fixture f({.rows = chunkRows});
    constexpr quint64 count = 3 * chunkRows;
    for (quint64 id = 1; id <= count; ++id) {
        if (id % 3 == 0)
            f.journal.write(UpstreamTimes{.request = id, .bytesDown = id * 7});
        f.finish(id, qint64(id), qint64(id));
        if (id % 10'000 == 0)
            f.absorb();
    }
    f.absorb();
    QCOMPARE(f.store.endRow(), count);
    QVERIFY(f.store.firstRow() > 0);
    for (Row row = f.store.firstRow(); row < f.store.endRow(); ++row) {
        const quint64 id = f.store.idOf(row);
        const auto times = f.store.upstream(row);
        QCOMPARE(times.has_value(), id % 3 == 0);
        if (times)
            QCOMPARE(times->bytesDown, id * 7);
    }
}

void TestStore::internsTargets()
{
    Fixture f;
    for (quint64 i = 0; i < chunkRows + 100; ++i) {
        const QByteArray target = i % 3 == 0 ? QByteArray("/") : "/n/" + QByteArray::number(i);
        f.finish(i + 1, qint64(i), qint64(i + 1), {target, {}, {}, {}, {}});
        if (i % 1000 == 0)
            f.absorb();
    }
    f.finish(99'999, 99'999, 99'999, {QByteArray(600, 'x'), {}, {}, {}, {}});
    f.absorb();
    QCOMPARE(f.store.target(0), QByteArrayView("/"));
    QCOMPARE(f.store.target(3), QByteArrayView("/"));
    QCOMPARE(f.store.target(1), QByteArrayView("/n/1"));
    QCOMPARE(f.store.target(65'534), QByteArrayView("/n/65534"));
    QCOMPARE(f.store.target(65'539), QByteArrayView("/n/65539"));
    QCOMPARE(f.store.target(f.store.endRow() - 1), QByteArrayView(QByteArray(512, 'x')));
}

void TestStore::cutsTargetsShorterWhereManyAreLong()
{
    Fixture f;
    const QByteArray padding(600, 'x');
    constexpr quint64 count = 20'000; // 512 bytes each: 10 MiB in all
    for (quint64 i = 0; i < count; ++i) {
        f.finish(i + 1, qint64(i), qint64(i + 1),
                 {QByteArray::number(i) + padding, {}, {}, {}, {}});
        if (i % 1000 == 0)
            f.absorb();
    }
    f.absorb();
    QCOMPARE(f.store.target(0).size(), 512);
    QCOMPARE(f.store.target(count - 1).size(), 64);
    QVERIFY(f.store.target(count - 1).startsWith("19999x"));
}

void TestStore::keepsDetailsAndForgetsTheOldest()
{
    Store::Caps caps;
    caps.detailBytes = 2 << 20;
    Fixture f(caps);
    const QByteArray body(10'000, 'b');
    for (quint64 i = 0; i < 1000; ++i) {             // 10 MB
        const qint64 endNs = qint64(i) * 10'000'000; // slow enough for the journal
        f.finish(i + 1, 0, endNs, {"/t", "GET /t", "", "200 " + QByteArray::number(i), body});
        f.absorb();
    }
    f.finish(2000, 0, 20'000'000'000);
    f.absorb();
    const KeptDetails details = f.store.details(999);
    QVERIFY(details.kept);
    QCOMPARE(details.target, QByteArray("/t"));
    QCOMPARE(details.requestHead, QByteArray("GET /t"));
    QCOMPARE(details.requestBody, QByteArray());
    QCOMPARE(details.responseHead, QByteArray("200 999"));
    QCOMPARE(details.responseBody, body);
    QVERIFY(f.store.record(999).detailBytes > 10'000);
    QVERIFY(f.store.details(900).kept);
    QVERIFY(!f.store.details(700).kept);
    QCOMPARE(f.store.record(700).detailBytes, 0u);
    QCOMPARE(f.store.target(700), QByteArrayView("/t"));
    QVERIFY(!f.store.details(1000).kept); // it had none

    caps.detailBytes = 0;
    Fixture none(caps);
    none.finish(1, 0, 1, {"/t", "GET /t", {}, {}, {}});
    none.absorb();
    QVERIFY(!none.store.details(0).kept);
    QCOMPARE(none.store.target(0), QByteArrayView("/t"));
}

void TestStore::findsOverlappingRows()
{
    Fixture f;
    f.finish(1, 0, 10);
    f.finish(2, 20, 20);
    f.finish(3, 5, 30);
    f.absorb();
    QCOMPARE(f.store.overlapping(0, 100), Rows({0, 1, 2}));
    QCOMPARE(f.store.overlapping(0, 100, 2), Rows({0, 1}));
    QCOMPARE(f.store.overlapping(10, 20), Rows({2})); // bars and range are half-open
    QCOMPARE(f.store.overlapping(20, 21), Rows({1, 2}));
    QCOMPARE(f.store.overlapping(30, 40), Rows());
    QCOMPARE(f.store.overlapping(-5, 0), Rows());
    QCOMPARE(f.store.overlapping(-5, 1), Rows({0}));
}

void TestStore::overlappingEqualsBruteForce()
{
    Fixture f;
    std::minstd_rand random(2);
    std::vector<std::pair<qint64, qint64>> spans;
    constexpr int count = 150'000; // three chunks
    for (int i = 0; i < count; ++i) {
        const qint64 end = i * 10;
        spans.emplace_back(end - qint64(i % 1000 == 0 ? random() % 100'000 : random() % 500), end);
        f.finish(quint64(i) + 1, spans.back().first, end);
        if (i % 1000 == 0)
            f.absorb();
    }
    f.absorb();
    for (int i = 0; i < 30; ++i) {
        const auto from = qint64(random() % (10 * count));
        const qint64 to = from + qint64(random() % 2000);
        Rows expected;
        for (int row = 0; row < count; ++row) {
            if (spans[row].first < to && (spans[row].second > from || spans[row].first == from))
                expected.push_back(Row(row));
        }
        QCOMPARE(f.store.overlapping(from, to), expected);
    }
}

void TestStore::tellsPercentiles()
{
    std::vector<qint64> values;
    for (qint64 i = 100; i > 0; --i)
        values.push_back(i);
    for (const int percent : {50, 95, 99, 100, 1})
        QCOMPARE(percentile(values, percent), percent);
    QCOMPARE(percentile(values, 0), 1);
    values.push_back(101); // 101 values: the nearest rank rounds up
    QCOMPARE(percentile(values, 50), 51);
    QCOMPARE(percentile(values, 99), 100);
    values = {1000};
    QCOMPARE(percentile(values, 99), 1000);
}

void TestStore::followsConnections()
{
    Fixture f;
    f.journal.write(ConnectionOpened{2, 20, {}, 80});
    f.journal.write(ConnectionOpened{1, 10, {}, 80}); // another loop reports later
    Record record = finishedRecord(1, 10, 30);
    record.connection = 1;
    record.bytesIn = 100;
    record.bytesOut = 200;
    f.journal.write(record);
    f.journal.write(record);
    f.journal.write(ConnectionClosed{1, 40});
    f.journal.write(ConnectionClosed{7, 40}); // an unknown connection
    QVERIFY(f.absorb().connectionsChanged);
    const auto &connections = f.store.connections();
    QCOMPARE(connections.size(), size_t(2));
    QCOMPARE(connections[0].id, 1u);
    QCOMPARE(connections[0].openedNs, 10);
    QCOMPARE(connections[0].closedNs, 40);
    QCOMPARE(connections[0].requests, 2u);
    QCOMPARE(connections[0].bytesIn, quint64(200));
    QCOMPARE(connections[0].bytesOut, quint64(400));
    QVERIFY(connections[1].isOpen());
    QCOMPARE(f.store.connection(1), &connections[0]);
    QCOMPARE(f.store.connection(connections[1].id), &connections[1]);
    QVERIFY(!f.store.connection(7));
}

void TestStore::forgetsClosedConnections()
{
    Store::Caps caps;
    caps.connections = 80;
    Fixture f(caps);
    f.journal.write(ConnectionOpened{1, 0, {}, 80});
    for (quint32 id = 2; id <= 500; ++id) {
        f.journal.write(ConnectionOpened{id, id, {}, 80});
        f.journal.write(ConnectionClosed{id, id});
        f.absorb();
        QVERIFY(f.store.connections().size() <= 1 + 90);
    }
    QVERIFY(f.store.connections().size() >= 1 + 80);
    QVERIFY(f.store.connections().front().isOpen());
    QCOMPARE(f.store.connections().back().id, 500u);
    QVERIFY(f.store.connection(1) && !f.store.connection(2));
}

// Numbers are missing where connections were forgotten or dropped.
void TestStore::findsConnectionsAmongGaps()
{
    Store::Caps caps;
    caps.connections = 200;
    Fixture f(caps);
    std::minstd_rand random(1);
    for (quint32 id = 1; id <= 2000; ++id) {
        if (random() % 50 == 0)
            continue; // dropped
        f.journal.write(ConnectionOpened{id, id, {}, 80});
        if (random() % 20 != 0)
            f.journal.write(ConnectionClosed{id, id});
        f.absorb();
    }
    const auto &connections = f.store.connections();
    QVERIFY(connections.size() > 250);
    QVERIFY(connections.size() < 500);
    for (quint32 id = 0; id <= 2001; ++id) {
        const auto place = std::ranges::find(connections, id, &Connection::id);
        QCOMPARE(f.store.connection(id), place == connections.end() ? nullptr : &*place);
    }
}

void TestStore::showsPeers_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<QString>("peer");
    QTest::newRow("IPv4") << QByteArray::fromHex("00000000000000000000ffff7f000001")
                          << QStringLiteral("127.0.0.1:50123");
    QTest::newRow("IPv6") << QByteArray::fromHex("00000000000000000000000000000001")
                          << QStringLiteral("[::1]:50123");
}

void TestStore::showsPeers()
{
    QFETCH(QByteArray, address);
    ConnectionOpened opened{1, 0, {}, 50123};
    std::copy(address.begin(), address.end(), opened.peerAddress.begin());
    Fixture f;
    f.journal.write(opened);
    f.absorb();
    QTEST(f.store.connections()[0].peer(), "peer");
}

void TestStore::forgetsTheOldestRows()
{
    Store::Caps caps;
    caps.rows = 100'000;
    Fixture f(caps);
    finishMany(f, 300'000, 1);
    QVERIFY(f.store.size() >= caps.rows);
    QVERIFY(f.store.size() < caps.rows + chunkRows);
    QCOMPARE(f.store.endRow(), Row(300'000));
    QCOMPARE(f.store.total(), quint64(300'000));
    QCOMPARE(f.store.forgotten(), f.store.firstRow());
    QCOMPARE(f.store.rowOf(1), std::nullopt);
    QCOMPARE(f.store.rowOf(250'000), std::optional<Row>(249'999));
    QCOMPARE(f.store.record(249'999).startNs, 250'000 * 1000 - 500);
    QVERIFY(f.store.concurrency().firstNs() > 0);
    QCOMPARE(f.store.concurrency().countAt(250'000 * 1000 - 1).inFlight, 1);
    QCOMPARE(f.store.lanes().lane(0)[0].row, f.store.firstRow());
    QCOMPARE(f.store.overlapping(0, 10'000).size(), size_t(0));

    finishMany(f, chunkRows, 300'001);
    f.finish(400'000, 0, 400'000'000);
    const StoreChange change = f.absorb();
    QCOMPARE(change.endForgotten, f.store.firstRow());
}

void TestStore::clearsWhatIsOver()
{
    Fixture f;
    f.finish(1, 0, 10);
    f.finish(2, 0, 20);
    f.journal.write(announcedRecord(3, 5), {"/sleep", {}, {}, {}, {}});
    f.journal.write(ConnectionOpened{1, 0, {}, 80});
    f.journal.write(ConnectionOpened{2, 0, {}, 80});
    f.journal.write(ConnectionClosed{1, 9});
    f.absorb();
    QCOMPARE(f.store.inFlight()[0].lane, 2u);
    f.store.clear();
    QCOMPARE(f.store.size(), quint64(0));
    QCOMPARE(f.store.firstRow(), Row(2)); // row numbers are not reused
    QCOMPARE(f.store.forgotten(), quint64(0));
    QCOMPARE(f.store.rowOf(1), std::nullopt);
    QCOMPARE(f.store.connections().size(), size_t(1));
    QCOMPARE(f.store.concurrency().countAt(5).inFlight, 1);
    QCOMPARE(f.store.lanes().count(), 1u);
    QCOMPARE(f.store.inFlight()[0].lane, 0u);
    f.finish(3, 5, 30);
    f.absorb();
    QCOMPARE(f.store.record(2).id, quint64(3));
    QCOMPARE(f.store.lanes().lane(0)[0].row, Row(2));
    QCOMPARE(f.store.concurrency().countAt(30).inFlight, 0);
}

// A gap reaches from the last record before the dropped ones to the latest one known after them.
void TestStore::marksGaps()
{
    Journal journal;
    Store store;
    quint64 id = 0;
    const auto write = [&](quint64 count) {
        for (quint64 i = 0; i < count; ++i) {
            Record r;
            r.id = ++id;
            r.startNs = qint64(id) * 1000;
            r.phaseSinceNs = r.startNs + 500;
            r.outcome = Outcome::Answered;
            journal.write(r, {});
        }
    };
    const auto absorb = [&] { store.absorb({&journal}); };
    write(1000);
    absorb();
    QVERIFY(store.gaps().empty());
    const qint64 beforeNs = qint64(id) * 1000 + 500;
    write(200'000); // more than the journal has room for
    absorb();
    QVERIFY(store.dropped() > 0);
    QCOMPARE(store.gaps().size(), 1u);
    QCOMPARE(store.gaps()[0].fromNs, beforeNs);
    QCOMPARE(store.gaps()[0].toNs, store.record(store.endRow() - 1).phaseSinceNs);
    QCOMPARE(store.gaps()[0].dropped, store.dropped());
    QCOMPARE(store.size() + store.dropped(), id);
    write(10);
    absorb();
    QCOMPARE(store.gaps().size(), 1u);
    write(200'000);
    absorb();
    QCOMPARE(store.gaps().size(), 2u);
    QCOMPARE(store.gaps()[0].dropped + store.gaps()[1].dropped, store.dropped());
    store.clear();
    QVERIFY(store.gaps().empty());
}

void TestStore::countsErrorsAndDrops()
{
    Journal journal(4, 64);
    Store store;
    Record record = finishedRecord(1, 0, 10);
    journal.write(record);
    record.status = 404;
    journal.write(record);
    record.status = 0;
    record.outcome = Outcome::AbortedByClient;
    journal.write(record);
    journal.write(record);
    journal.write(record);
    store.absorb({&journal});
    QCOMPARE(store.total(), quint64(4));
    QCOMPARE(store.dropped(), quint64(1));
}

QTEST_APPLESS_MAIN(TestStore)
#include "tst_store.moc"
