#include "overlap/record/lanes.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace overlap::record;

namespace {

using Bar = Lanes::Bar;

// Whether the bars of each lane do not overlap.
bool isDisjoint(const Lanes &lanes)
{
    for (Lanes::Lane lane = 0; lane < lanes.count(); ++lane) {
        qint64 end = std::numeric_limits<qint64>::min();
        for (const Bar &bar : lanes.lane(lane)) {
            if (bar.fromNs < end)
                return false;
            end = bar.toNs;
        }
    }
    return true;
}

qsizetype barCount(const Lanes &lanes)
{
    qsizetype count = 0;
    for (Lanes::Lane lane = 0; lane < lanes.count(); ++lane)
        count += lanes.lane(lane).size();
    return count;
}

// Finds the lowest free lane by looking at all lanes.
class BruteForce
{
public:
    quint32 place(qint64 fromNs, qint64 toNs)
    {
        auto free = std::ranges::find_if(m_ends, [&](qint64 end) { return end <= fromNs; });
        if (free == m_ends.end())
            free = m_ends.insert(free, 0);
        *free = toNs;
        return quint32(free - m_ends.begin());
    }
    void end(quint32 lane, qint64 atNs) { m_ends[lane] = atNs; }

private:
    std::vector<qint64> m_ends;
};

} // namespace

class TestLanes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheLowestFreeLane();
    void holdsALaneWhileInFlight();
    void releasesWithoutABar();
    void countsThePeak_data();
    void countsThePeak();
    void equalsBruteForce();
    void keepsLengths_data();
    void keepsLengths();
    void findsTheFirstBarAfter();
    void forgetsRows();
    void sumsUpAsBruteForce();
};

void TestLanes::takesTheLowestFreeLane()
{
    Lanes lanes;
    QCOMPARE(lanes.count(), 0u);
    QCOMPARE(lanes.place({1, 0, 10}), 0u);
    QCOMPARE(lanes.place({2, 5, 10}), 1u);
    QCOMPARE(lanes.place({3, 10, 20}), 0u); // begins when the first one ends
    QCOMPARE(lanes.place({4, 15, 20}), 1u);
    QCOMPARE(lanes.place({5, 15, 20}), 2u);
    QCOMPARE(lanes.place({6, 12, 14}), 3u); // late: bars are only appended to a lane
    QVERIFY(isDisjoint(lanes));
}

void TestLanes::holdsALaneWhileInFlight()
{
    Lanes lanes;
    const auto first = lanes.occupy(0);
    const auto second = lanes.occupy(1);
    QCOMPARE(first, 0u);
    QCOMPARE(second, 1u);
    QCOMPARE(lanes.place({1, 1'000'000, 2'000'000}), 2u);
    lanes.finish(first, {2, 0, 3'000'000});
    QCOMPARE(lanes.place({3, 2'500'000, 4'000'000}), 2u);
    QCOMPARE(lanes.place({4, 3'000'000, 4'000'000}), 0u);
    QCOMPARE(lanes.lane(0).size(), 2);
    QCOMPARE(lanes.lane(0)[0].row, quint64(2));
    QVERIFY(lanes.lane(1).empty());
}

void TestLanes::releasesWithoutABar()
{
    Lanes lanes;
    lanes.release(lanes.occupy(0), 10);
    QVERIFY(lanes.lane(0).empty());
    QCOMPARE(lanes.place({1, 5, 6}), 1u);
    QCOMPARE(lanes.place({2, 10, 11}), 0u);
}

void TestLanes::countsThePeak_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("longest");
    QTest::newRow("one after the other") << 1000 << 1;
    QTest::newRow("some") << 1000 << 30;
    QTest::newRow("many") << 20'000 << 5000;
}

void TestLanes::countsThePeak()
{
    QFETCH(int, count);
    QFETCH(int, longest);
    std::minstd_rand random(3);
    Lanes lanes;
    std::map<qint64, int> changes;
    qint64 now = 0;
    for (int i = 0; i < count; ++i) {
        now += 1 + qint64(random() % 3);
        const qint64 end = now + 1 + qint64(random() % quint64(longest));
        lanes.place({quint64(i), now, end});
        ++changes[now];
        --changes[end];
    }
    int peak = 0;
    int level = 0;
    for (const auto &[at, by] : changes)
        peak = qMax(peak, level += by);
    QCOMPARE(lanes.count(), Lanes::Lane(peak));
    QCOMPARE(barCount(lanes), count);
    QVERIFY(isDisjoint(lanes));
}

void TestLanes::equalsBruteForce()
{
    std::minstd_rand random(5);
    Lanes lanes;
    BruteForce brute;
    struct Held
    {
        quint32 lane;
        qint64 fromNs;
    };
    std::vector<Held> held;
    qint64 now = 0;
    for (quint64 row = 0; row < 20'000; ++row) {
        now += qint64(random() % 4);
        const qint64 from = now - qint64(random() % 3 == 0 ? random() % 40 : 0); // some are late
        if (!held.empty() && random() % 3 == 0) {
            const size_t which = random() % held.size();
            const qint64 end = qMax(now, held[which].fromNs);
            lanes.finish(held[which].lane, {row, held[which].fromNs, end});
            brute.end(held[which].lane, end);
            held.erase(held.begin() + qsizetype(which));
        } else if (random() % 3 == 0) {
            const quint32 lane = brute.place(from, std::numeric_limits<qint64>::max());
            QCOMPARE(lanes.occupy(from), lane);
            held.push_back({lane, from});
        } else {
            const qint64 end = from + qint64(random() % 60);
            QCOMPARE(lanes.place({row, from, end}), brute.place(from, end));
        }
    }
    QVERIFY(isDisjoint(lanes));
}

void TestLanes::keepsLengths_data()
{
    QTest::addColumn<qint64>("length");
    QTest::newRow("none") << qint64(0);
    QTest::newRow("1 ns") << qint64(1);
    QTest::newRow("134 ms") << qint64((1 << 27) - 1);
    QTest::newRow("a second") << qint64(1'000'000'001);
    QTest::newRow("ten minutes") << qint64(600'123'456'789);
    QTest::newRow("a year") << qint64(31'536'000'000'000'001);
}

void TestLanes::keepsLengths()
{
    QFETCH(qint64, length);
    Lanes lanes;
    lanes.place({7, 1000, 1000 + length});
    const qint64 kept = lanes.lane(0)[0].toNs - 1000;
    QVERIFY(kept <= length);
    if (length < (1 << 27))
        QCOMPARE(kept, length);
    QVERIFY(double(length - kept) <= double(length) * 1e-7);
}

void TestLanes::findsTheFirstBarAfter()
{
    Lanes lanes;
    for (quint64 i = 0; i < 1000; ++i)
        lanes.place({i, qint64(10 * i), qint64(10 * i + 5)});
    QCOMPARE(lanes.count(), 1u);
    QCOMPARE(lanes.lane(0).firstEndingAfter(-1), 0);
    QCOMPARE(lanes.lane(0).firstEndingAfter(4), 0);
    QCOMPARE(lanes.lane(0).firstEndingAfter(5), 1);
    QCOMPARE(lanes.lane(0).firstEndingAfter(7003), 700);
    QCOMPARE(lanes.lane(0).firstEndingAfter(9995), 1000);
}

void TestLanes::forgetsRows()
{
    constexpr quint64 base = 0xffff'ff00; // row numbers exceed 32 bits
    Lanes lanes;
    lanes.forgetRowsBefore(base);
    for (quint64 i = 0; i < 1000; ++i) {
        lanes.place({base + i, qint64(10 * i), qint64(10 * i + 15)}); // in two lanes
        if (i == 100)
            lanes.place({base + i, 1000, 1001}); // a third one, once
    }
    QCOMPARE(lanes.count(), 3u);
    lanes.forgetRowsBefore(base + 500);
    QCOMPARE(lanes.count(), 2u);
    QCOMPARE(barCount(lanes), 500);
    QCOMPARE(lanes.lane(0)[0].row, base + 500);
    QCOMPARE(lanes.lane(0)[0].fromNs, 5000);
    QCOMPARE(lanes.lane(1)[249].row, base + 999);
    lanes.occupy(20'000);
    lanes.forgetRowsBefore(base + 1000);
    QCOMPARE(lanes.count(), 1u); // held
    QCOMPARE(lanes.occupy(20'000), 1u);
}

// Bars of any length and kind, some forgotten. Sums over spans from one bar up to all of them.
void TestLanes::sumsUpAsBruteForce()
{
    std::mt19937 random(3);
    LaneBars bars;
    std::vector<Bar> all;
    qint64 at = 0;
    for (quint64 row = 0; row < 5000; ++row) {
        const qint64 from = at + qint64(random() % 3) * 5;
        at = from + qint64(random() % 50);
        all.push_back({3 * row, from, at, {quint8(random() % 10), random() % 100 == 0}});
        bars.append(all.back());
    }
    for (const quint64 forgotten : {0, 1, 200, 4000, 4700}) {
        bars.forgetRowsBefore(3 * forgotten);
        const auto first = all.begin() + qsizetype(forgotten);
        QCOMPARE(bars.size(), all.end() - first);
        for (qint64 step = 1; step < 4 * at; step *= 3) {
            for (qsizetype i = 0; i < bars.size();) {
                const qint64 until = first[i].fromNs / step * step + step;
                const LaneBars::Run run = bars.run(i, until);
                auto end = first + i + 1;
                while (end != all.end() && end->toNs <= until)
                    ++end;
                QCOMPARE(run.end, end - first);
                const auto longest =
                    std::max_element(first + i, end, [](const Bar &a, const Bar &b) {
                        return a.toNs - a.fromNs < b.toNs - b.fromNs;
                    });
                QCOMPARE(run.dominant.longest, longest->dominant.longest);
                QCOMPARE(run.dominant.isError, run.errors > 0);
                QCOMPARE(run.errors, std::count_if(first + i, end, [](const Bar &bar) {
                             return bar.dominant.isError;
                         }));
                QCOMPARE(bars[i].row, first[i].row);
                QCOMPARE(bars.firstEndingAfter(first[i].toNs - 1) <= i, true);
                i = run.end;
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestLanes)
#include "tst_lanes.moc"
