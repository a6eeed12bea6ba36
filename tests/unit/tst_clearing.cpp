#include "overlap/record/store.h"
#include "records.h"

#include <QTest>

#include <random>

using namespace overlap::record;

// What a store cleared, and brings back.
class TestClearing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsNothingOfWhatWasCleared();
    void restoredAsIfNeverCleared();
    void keepsOneClearing();
    void makesRoomForNewRows();
    void makesRoomForNewConnections();
};

namespace {

constexpr quint64 chunkRows = 65536;

// A store, and one that gets the same and is never cleared.
struct Both
{
    explicit Both(Store::Caps caps = {}) : cleared(caps), whole(caps) {}
    void write(const Entry &entry, const Details &details = {})
    {
        for (Journal *journal : {&one, &other}) {
            if (const auto *record = std::get_if<Record>(&entry))
                journal->write(*record, details);
            else
                journal->write(entry);
        }
    }
    StoreChange absorb()
    {
        whole.absorb({&other});
        return cleared.absorb({&one});
    }

    Journal one, other;
    Store cleared, whole;
};

// Requests of several connections, some of which are in flight.
class Traffic
{
public:
    explicit Traffic(Both &both) : m_both(both) {}

    void go(int steps)
    {
        for (int i = 0; i < steps; ++i) {
            m_nowNs += 1'000;
            step();
            if (m_random() % 8 == 0)
                m_both.absorb();
        }
        m_both.absorb();
    }
    qint64 nowNs() const { return m_nowNs; }

private:
    void step()
    {
        const quint64 id = ++m_id;
        m_both.write(ConnectionOpened{quint32(id), m_nowNs, {}, quint16(id)});
        Record begun = announcedRecord(id, m_nowNs);
        begun.connection = quint32(id);
        if (m_random() % 2 == 0) // else it is known only when it ends
            m_both.write(begun, {"/" + QByteArray::number(id % 7), {}, {}, {}, {}});
        m_inFlight.push_back(begun);
        while (m_inFlight.size() > 12 || (!m_inFlight.empty() && m_random() % 3 == 0))
            end(m_random() % m_inFlight.size());
        if (id % 50 == 0)
            m_both.write(LoopSpan{m_nowNs - 900, m_nowNs, 600, 500});
    }
    void end(size_t index)
    {
        const Record begun = m_inFlight[index];
        m_inFlight.erase(m_inFlight.begin() + qsizetype(index));
        Record ended = finishedRecord(begun.id, begun.startNs, ++m_nowNs);
        ended.connection = begun.connection;
        const QByteArray target = "/" + QByteArray::number(begun.id % 7);
        m_both.write(ended, {target, "GET", "body", "200", "answer", true});
        m_both.write(ConnectionClosed{begun.connection, m_nowNs});
    }

    Both &m_both;
    std::minstd_rand m_random{7};
    std::vector<Record> m_inFlight;
    quint64 m_id = 0;
    qint64 m_nowNs = 0;
};

quint64 barsIn(const Lanes &lanes)
{
    quint64 bars = 0;
    for (Lanes::Lane lane = 0; lane < lanes.count(); ++lane)
        bars += quint64(lanes.lane(lane).size());
    return bars;
}

// The bars of a lane do not overlap.
bool isPacked(const Lanes &lanes)
{
    for (Lanes::Lane lane = 0; lane < lanes.count(); ++lane) {
        const LaneBars &bars = lanes.lane(lane);
        for (qsizetype i = 1; i < bars.size(); ++i) {
            if (bars.fromNs(i) < bars.toNs(i - 1))
                return false;
        }
    }
    return true;
}

void finishMany(Both &both, quint64 firstId, quint64 count)
{
    for (quint64 i = 0; i < count; ++i) {
        const auto at = qint64(firstId + i) * 1000;
        both.write(finishedRecord(firstId + i, at - 500, at));
        if (i % 10'000 == 9'999)
            both.absorb();
    }
    both.absorb();
}

} // namespace

void TestClearing::showsNothingOfWhatWasCleared()
{
    Both both;
    Traffic traffic(both);
    traffic.go(500);
    Store &store = both.cleared;
    const Row end = store.endRow();
    const quint64 lastId = store.record(end - 1).id;
    store.clear();
    QCOMPARE(store.cleared(), end);
    QCOMPARE(store.firstRow(), end);
    QCOMPARE(store.rowOf(lastId), std::nullopt);
    QVERIFY(store.overlapping(0, traffic.nowNs() + 1).empty());
    QCOMPARE(barsIn(store.lanes()), quint64(0));
    QVERIFY(store.loops()[0].isEmpty());
    for (const Connection &connection : store.connections())
        QVERIFY(connection.isOpen());
    traffic.go(500);
    QCOMPARE(store.overlapping(0, traffic.nowNs() + 1).size(), size_t(store.size()));
    QCOMPARE(barsIn(store.lanes()), store.size());
    QCOMPARE(store.cleared(), end);
}

void TestClearing::restoredAsIfNeverCleared()
{
    Both both;
    Traffic traffic(both);
    traffic.go(700);
    both.cleared.clear();
    traffic.go(900);
    both.cleared.restore();
    const Store &store = both.cleared;
    const Store &whole = both.whole;
    const auto compare = [&] {
        QCOMPARE(store.cleared(), quint64(0));
        QCOMPARE(store.firstRow(), whole.firstRow());
        QCOMPARE(store.endRow(), whole.endRow());
        for (Row row = store.firstRow(); row < store.endRow(); ++row) {
            QCOMPARE(store.record(row).id, whole.record(row).id);
            QCOMPARE(store.target(row), whole.target(row));
            QCOMPARE(store.details(row).responseBody, "answer");
            QCOMPARE(store.rowOf(whole.record(row).id), row);
        }
        QCOMPARE(store.overlapping(0, 400'000), whole.overlapping(0, 400'000));
        for (qint64 ns = 0; ns < traffic.nowNs() + 2'000; ns += 100)
            QCOMPARE(store.concurrency().countAt(ns), whole.concurrency().countAt(ns));
        QCOMPARE(store.concurrency().span(0, traffic.nowNs()).workNs,
                 whole.concurrency().span(0, traffic.nowNs()).workNs);
        QCOMPARE(barsIn(store.lanes()), store.size());
        QVERIFY(isPacked(store.lanes()));
        QVERIFY(store.lanes().count() <= whole.lanes().count());
        for (const InFlight &flight : store.inFlight())
            QVERIFY(store.lanes().isOccupied(flight.lane));
        QCOMPARE(store.connections().size(), whole.connections().size());
        for (size_t i = 0; i < store.connections().size(); ++i)
            QCOMPARE(store.connections()[i].id, whole.connections()[i].id);
        QCOMPARE(store.stillOpen(), whole.stillOpen());
        QCOMPARE(store.loops()[0].busyIn(0, traffic.nowNs()),
                 whole.loops()[0].busyIn(0, traffic.nowNs()));
    };
    compare();
    traffic.go(300); // it goes on
    compare();
}

void TestClearing::keepsOneClearing()
{
    Both both;
    Traffic traffic(both);
    traffic.go(300);
    both.cleared.clear();
    const Row first = both.cleared.endRow();
    traffic.go(300);
    const quint64 count = both.cleared.size();
    both.cleared.clear();
    QCOMPARE(both.cleared.cleared(), count);
    both.cleared.restore();
    QCOMPARE(both.cleared.firstRow(), first);
    QCOMPARE(both.cleared.size(), count);
    both.cleared.restore(); // nothing
    QCOMPARE(both.cleared.size(), count);
    QCOMPARE(barsIn(both.cleared.lanes()), count);
}

// Cleared and new rows together are within the cap; the cleared ones go first.
void TestClearing::makesRoomForNewRows()
{
    Both both({.rows = chunkRows});
    Store &store = both.cleared;
    finishMany(both, 1, chunkRows + 1000);
    store.clear();
    finishMany(both, 100'001, chunkRows - 2000);
    QCOMPARE(store.cleared(), chunkRows + 1000); // there is room for both
    finishMany(both, 200'001, 2000);
    QCOMPARE(store.cleared(), quint64(1000));
    QCOMPARE(store.size(), chunkRows);
    QCOMPARE(store.forgotten(), quint64(0)); // only cleared ones
    QCOMPARE(store.concurrency().span(0, 1'000'000'000).workNs, qint64(chunkRows) * 500);
    store.restore();
    QCOMPARE(store.size(), chunkRows + 1000);
    QCOMPARE(barsIn(store.lanes()), store.size());
    store.clear();
    finishMany(both, 300'001, 2 * chunkRows);
    QCOMPARE(store.cleared(), quint64(0));
    QVERIFY(store.size() < 2 * chunkRows);
    QCOMPARE(barsIn(store.lanes()), store.size());
    QCOMPARE(store.forgotten() + store.size(), 2 * chunkRows);
}

void TestClearing::makesRoomForNewConnections()
{
    Both both({.connections = 80}); // and an eighth more
    const auto visit = [&](quint32 first, quint32 count) {
        for (quint32 id = first; id < first + count; ++id) {
            both.write(ConnectionOpened{id, 10 * id, {}, 80});
            both.write(ConnectionClosed{id, 10 * id + 5});
        }
        both.absorb();
    };
    visit(1, 50);
    both.cleared.clear();
    visit(51, 30);
    both.cleared.restore();
    QCOMPARE(both.cleared.connections().size(), size_t(80));
    both.cleared.clear();
    visit(81, 30);
    both.cleared.restore(); // too many
    QCOMPARE(both.cleared.connections().size(), size_t(30));
}

QTEST_GUILESS_MAIN(TestClearing)
#include "tst_clearing.moc"
