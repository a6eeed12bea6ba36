#include "overlap/record/concurrencycurve.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace overlap::record;

namespace {

using Count = ConcurrencyCurve::Count;

constexpr qint64 second = 1'000'000'000;

// Answers the same queries by looking at every change.
class BruteForce
{
public:
    void apply(ConcurrencyCurve &curve, qint64 atNs, qint32 by)
    {
        m_changes[atNs].inFlight += by;
        by > 0 ? curve.begin(atNs) : curve.end(atNs);
    }
    void applyQueue(ConcurrencyCurve &curve, qint64 atNs, qint32 by)
    {
        m_changes[atNs].queued += by;
        by > 0 ? curve.beginQueue(atNs) : curve.endQueue(atNs);
    }
    Count countAt(qint64 atNs) const
    {
        Count count;
        for (auto i = m_changes.begin(); i != m_changes.end() && i->first <= atNs; ++i)
            add(count, i->second);
        return count;
    }
    ConcurrencyCurve::Span span(qint64 fromNs, qint64 toNs, ConcurrencyCurve::Counts *range) const
    {
        Count count = countAt(fromNs);
        ConcurrencyCurve::Span span{
            .fromNs = fromNs, .toNs = toNs, .peak = count.inFlight, .handledPeak = count.handled()};
        *range = {count.inFlight, count.inFlight, count.handled(), count.handled()};
        qint64 at = fromNs;
        for (auto i = m_changes.upper_bound(fromNs);; ++i) {
            const qint64 next = i == m_changes.end() ? toNs : qMin(i->first, toNs);
            span.workNs += count.inFlight * (next - at);
            span.queuedNs += count.queued * (next - at);
            span.busyNs += count.inFlight > 0 ? next - at : 0;
            if (next >= toNs)
                return span;
            at = next;
            add(count, i->second);
            span.peak = range->most = qMax(span.peak, count.inFlight);
            span.handledPeak = range->mostHandled = qMax(span.handledPeak, count.handled());
            range->least = qMin(range->least, count.inFlight);
            range->leastHandled = qMin(range->leastHandled, count.handled());
        }
    }

private:
    static void add(Count &count, Count by)
    {
        count.inFlight += by.inFlight;
        count.queued += by.queued;
    }
    std::map<qint64, Count> m_changes;
};

// The least and the most.
std::pair<qint32, qint32> countsIn(const ConcurrencyCurve &curve, qint64 fromNs, qint64 toNs)
{
    qsizetype hint = 0;
    const ConcurrencyCurve::Counts counts = curve.countsIn(fromNs, toNs, hint);
    return {counts.least, counts.most};
}

void compare(const ConcurrencyCurve &curve, const BruteForce &brute, qint64 fromNs, qint64 toNs)
{
    ConcurrencyCurve::Counts range;
    const ConcurrencyCurve::Span expected = brute.span(fromNs, toNs, &range);
    const ConcurrencyCurve::Span span = curve.span(fromNs, toNs);
    QVERIFY(curve.countAt(fromNs) == brute.countAt(fromNs));
    QCOMPARE(span.peak, expected.peak);
    QCOMPARE(span.handledPeak, expected.handledPeak);
    QCOMPARE(span.workNs, expected.workNs);
    QCOMPARE(span.queuedNs, expected.queuedNs);
    QCOMPARE(span.busyNs, expected.busyNs);
    QCOMPARE(countsIn(curve, fromNs, toNs), std::pair(range.least, range.most));
    qsizetype hint = 0;
    QCOMPARE(curve.countsIn(fromNs, toNs, hint).leastHandled, range.leastHandled);
    hint = 0;
    QCOMPARE(curve.countsIn(fromNs, toNs, hint).mostHandled, range.mostHandled);
}

void compareEverywhere(const ConcurrencyCurve &curve, const BruteForce &brute, qint64 endNs,
                       quint32 seed)
{
    std::minstd_rand random(seed);
    for (int i = 0; i < 200 && !QTest::currentTestFailed(); ++i) {
        qint64 from = qint64(random() % quint64(endNs + 20)) - 10;
        qint64 to = i % 3 == 0 ? from + qint64(random() % 20) : qint64(random() % quint64(endNs));
        if (i % 50 == 0) {
            from = -5;
            to = endNs + 5;
        }
        compare(curve, brute, qMin(from, to), qMax(from, to));
    }
}

void requests(ConcurrencyCurve &curve, std::initializer_list<std::pair<qint64, qint64>> spans)
{
    for (const auto &[from, to] : spans) {
        curve.begin(from);
        curve.end(to);
    }
    curve.mergeLate();
}

} // namespace

class TestConcurrencyCurve : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyAtFirst();
    void countsBeginAndNotEnd();
    void instantsWithoutLengthDoNotShow();
    void equalsBruteForce_data();
    void equalsBruteForce();
    void tellsTheStepsInARange();
    void findsTheBurst_data();
    void findsTheBurst();
    void burstGoesOnUntilNow();
    void goesFromBurstToBurst();
    void findsIdleSpans();
    void forgetsAndKeepsTheCount();
};

void TestConcurrencyCurve::isEmptyAtFirst()
{
    const ConcurrencyCurve curve;
    QVERIFY(curve.isEmpty());
    QCOMPARE(curve.firstNs(), 0);
    QCOMPARE(curve.lastNs(), 0);
    QCOMPARE(curve.countAt(5).inFlight, 0);
    QCOMPARE(countsIn(curve, 0, 10), std::pair(0, 0));
    QCOMPARE(curve.span(0, 10).workNs, 0);
    QCOMPARE(curve.span(0, 10).overlap(), 0.0);
    QCOMPARE(curve.lastBurst(10).toNs, 0);
}

void TestConcurrencyCurve::countsBeginAndNotEnd()
{
    ConcurrencyCurve curve;
    requests(curve, {{10, 20}});
    QCOMPARE(curve.countAt(9).inFlight, 0);
    QCOMPARE(curve.countAt(10).inFlight, 1);
    QCOMPARE(curve.countAt(19).inFlight, 1);
    QCOMPARE(curve.countAt(20).inFlight, 0);
    QCOMPARE(curve.firstNs(), 10);
    QCOMPARE(curve.lastNs(), 20);
}

void TestConcurrencyCurve::instantsWithoutLengthDoNotShow()
{
    ConcurrencyCurve curve;
    curve.begin(10);
    curve.begin(20); // begins when the other one ends: never two at a time
    curve.end(20);
    curve.end(30);
    curve.mergeLate();
    requests(curve, {{40, 40}});
    QCOMPARE(countsIn(curve, 0, 100), std::pair(0, 1));
    QCOMPARE(countsIn(curve, 10, 30), std::pair(1, 1));
    const auto found = curve.stepsIn(0, 100, 10);
    QCOMPARE(found.size(), size_t(5));
    QCOMPARE(found[2].atNs, 20);
    QCOMPARE(found[2].count.inFlight, 1);
}

void TestConcurrencyCurve::equalsBruteForce_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("lateness"); // of changes, in ns
    QTest::newRow("a few") << 5 << 0;
    QTest::newRow("a node") << 64 << 0;
    QTest::newRow("some levels") << 9000 << 0;
    QTest::newRow("a few, late") << 5 << 10;
    QTest::newRow("late") << 5000 << 50;
    QTest::newRow("very late") << 2000 << 4000;
}

void TestConcurrencyCurve::equalsBruteForce()
{
    QFETCH(int, count);
    QFETCH(int, lateness);
    std::minstd_rand random(7);
    ConcurrencyCurve curve;
    BruteForce brute;
    qint64 now = 0;
    qint32 open = 0;
    qint32 queued = 0;
    for (int i = 0; i < count; ++i) {
        now += qint64(random() % 3);              // many at the same instant
        if (i > count / 4 && random() % 4 == 0) { // none in the first pages
            const bool begins = queued == 0 || random() % 2;
            queued += begins ? 1 : -1;
            brute.applyQueue(curve, now, begins ? 1 : -1);
        }
        const bool begins = open == 0 || random() % 100 < 52;
        open += begins ? 1 : -1;
        const qint64 late =
            lateness > 0 && random() % 4 == 0 ? qint64(random() % quint64(lateness)) : 0;
        brute.apply(curve, begins ? now - late : now, begins ? 1 : -1);
        if (i % 997 == 0) // late changes come one by one and many at a time
            curve.mergeLate();
        if (i == count / 2) {
            curve.mergeLate();
            compareEverywhere(curve, brute, now + 1, 3);
        }
    }
    curve.mergeLate();
    compareEverywhere(curve, brute, now + 1, 4);
}

void TestConcurrencyCurve::tellsTheStepsInARange()
{
    ConcurrencyCurve curve;
    requests(curve, {{10, 40}, {20, 40}, {60, 70}});
    const auto found = curve.stepsIn(15, 60, 5);
    QCOMPARE(found.size(), size_t(3));
    QCOMPARE(found[0].atNs, 15);
    QCOMPARE(found[0].count.inFlight, 1);
    QCOMPARE(found[1].atNs, 20);
    QCOMPARE(found[1].count.inFlight, 2);
    QCOMPARE(found[2].atNs, 40);
    QCOMPARE(found[2].count.inFlight, 0);
    QVERIFY(curve.stepsIn(0, 100, 3).empty()); // there are more than 3
}

void TestConcurrencyCurve::findsTheBurst_data()
{
    using Spans = QList<std::pair<qint64, qint64>>;
    QTest::addColumn<Spans>("spans"); // in ms
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<int>("peak");
    QTest::addColumn<double>("factor");
    QTest::newRow("eight at once")
        << Spans{{0, 500}, {0, 500}, {1, 501}, {1, 501}} << 0 << 501 << 4 << 2000.0 / 501;
    QTest::newRow("small gaps belong to it")
        << Spans{{0, 500}, {100, 500}, {700, 1200}} << 0 << 1200 << 2 << 1.4 / 1.0;
    QTest::newRow("a quarter of a second parts")
        << Spans{{0, 500}, {0, 500}, {750, 1250}, {750, 1250}} << 750 << 1250 << 2 << 2.0;
    QTest::newRow("a longer gap parts")
        << Spans{{0, 500}, {2000, 2500}, {2000, 2500}, {3500, 3600}} << 2000 << 2500 << 2 << 2.0;
    QTest::newRow("the one that overlapped before a later one that did not")
        << Spans{{0, 500}, {0, 500}, {5000, 5100}, {9000, 9100}} << 0 << 500 << 2 << 2.0;
    QTest::newRow("none overlapped: the latest")
        << Spans{{0, 500}, {5000, 5100}} << 5000 << 5100 << 1 << 1.0;
    QTest::newRow("a single one") << Spans{{5, 10}} << 5 << 10 << 1 << 1.0;
}

void TestConcurrencyCurve::findsTheBurst()
{
    using Spans = QList<std::pair<qint64, qint64>>;
    QFETCH(Spans, spans);
    QFETCH(int, from);
    QFETCH(int, to);
    constexpr qint64 ms = 1'000'000;
    ConcurrencyCurve curve;
    for (const auto &[begin, end] : spans) {
        curve.begin(begin * ms);
        curve.end(end * ms);
    }
    curve.mergeLate();
    const ConcurrencyCurve::Span burst = curve.lastBurst(20 * second);
    QCOMPARE(burst.fromNs, from * ms);
    QCOMPARE(burst.toNs, to * ms);
    QTEST(burst.peak, "peak");
    QTEST(burst.overlap(), "factor");
}

void TestConcurrencyCurve::burstGoesOnUntilNow()
{
    ConcurrencyCurve curve;
    curve.begin(1 * second);
    QCOMPARE(curve.lastBurst(4 * second).toNs, 4 * second);
    QCOMPARE(curve.lastBurst(4 * second).peak, 1);
    curve.begin(2 * second);
    QCOMPARE(curve.lastBurst(4 * second).fromNs, 1 * second);
    QCOMPARE(curve.lastBurst(4 * second).peak, 2);
    QCOMPARE(curve.lastBurst(4 * second).workNs, 5 * second);
    curve.end(3 * second);
    QCOMPARE(curve.lastBurst(5 * second).workNs, 5 * second);
    curve.end(4 * second);
    QCOMPARE(curve.lastBurst(5 * second).toNs, 4 * second);
    QCOMPARE(curve.latestBurst(5 * second).toNs, 4 * second);
    curve.begin(10 * second);
    QCOMPARE(curve.lastBurst(11 * second).toNs, 4 * second); // the burst that overlapped
    QCOMPARE(curve.latestBurst(11 * second).fromNs, 10 * second);
    QCOMPARE(curve.latestBurst(11 * second).toNs, 11 * second);
    curve.end(12 * second);
    QCOMPARE(curve.latestBurst(20 * second).toNs, 12 * second);
    QCOMPARE(curve.latestBurst(20 * second).peak, 1);
}

void TestConcurrencyCurve::goesFromBurstToBurst()
{
    ConcurrencyCurve curve;
    const qint64 nowNs = 300 * second;
    QCOMPARE(curve.burstAfter(0, nowNs).peak, 0);
    QCOMPARE(curve.burstBefore(0, nowNs).peak, 0);
    requests(curve, {{10 * second, 12 * second}, {11 * second, 12 * second}});
    for (qint64 i = 0; i < 5000; ++i) // a burst of many segments
        requests(curve, {{100 * second + i * 1000, 100 * second + i * 1000 + 500}});
    curve.begin(200 * second); // goes on
    curve.mergeLate();
    const auto after = [&](qint64 s) {
        return curve.burstAfter(s * second, nowNs).fromNs / second;
    };
    const auto before = [&](qint64 s) {
        return curve.burstBefore(s * second, nowNs).fromNs / second;
    };
    QCOMPARE(after(0), 10);
    QCOMPARE(after(10), 100);
    QCOMPARE(after(11), 100);
    QCOMPARE(after(50), 100);
    QCOMPARE(after(100), 200);
    QCOMPARE(after(200), 0);
    QCOMPARE(after(250), 0);
    QCOMPARE(before(250), 200);
    QCOMPARE(before(200), 100);
    QCOMPARE(before(101), 100);
    QCOMPARE(before(100), 10);
    QCOMPARE(before(11), 10);
    QCOMPARE(before(10), 0);
    QCOMPARE(curve.burstAfter(150 * second, nowNs).toNs, nowNs);
    QCOMPARE(curve.burstBefore(50 * second, nowNs).toNs, 12 * second);
}

void TestConcurrencyCurve::findsIdleSpans()
{
    ConcurrencyCurve curve;
    QVERIFY(curve.idleSpans(1).empty());
    std::vector<std::pair<qint64, qint64>> expected;
    qint64 now = 5 * second;
    for (int i = 0; i < 9000; ++i) {
        requests(curve, {{now, now + 500}, {now + 200, now + 700}});
        const qint64 idleNs = i % 1000 == 999 ? 60 * second : 300;
        if (i % 1000 == 999 && i != 8999)
            expected.emplace_back(now + 700, now + 700 + idleNs);
        now += 700 + idleNs;
    }
    std::vector<std::pair<qint64, qint64>> found;
    for (const ConcurrencyCurve::Span &span : curve.idleSpans(60 * second))
        found.emplace_back(span.fromNs, span.toNs);
    QVERIFY(found == expected);
    QVERIFY(curve.idleSpans(61 * second).empty());
}

void TestConcurrencyCurve::forgetsAndKeepsTheCount()
{
    std::minstd_rand random(9);
    ConcurrencyCurve curve;
    BruteForce brute;
    brute.apply(curve, 0, 1); // it never ends, and its beginning is forgotten
    qint64 now = 1;
    for (int round = 0; round < 6; ++round) {
        for (int i = 0; i < 3000; ++i) {
            now += qint64(random() % 3);
            brute.apply(curve, now, 1);
            brute.apply(curve, now + 7, -1);
            curve.mergeLate();
        }
        curve.forgetBefore(now - 2000);
        QVERIFY(curve.firstNs() <= now - 2000 || curve.firstNs() < 10);
        const qint64 known = curve.firstNs();
        for (int i = 0; i < 100 && !QTest::currentTestFailed(); ++i) {
            const qint64 from = known + qint64(random() % quint64(now - known));
            compare(curve, brute, from, from + qint64(random() % 3000));
        }
    }
    QVERIFY(curve.firstNs() > now - 15'000);
    brute.apply(curve, now + 1000, -1);
    curve.mergeLate();
    QCOMPARE(curve.countAt(now + 2000).inFlight, 0);
    // A change in the forgotten time: the count is right for all times that are kept.
    curve.begin(5);
    curve.mergeLate();
    QCOMPARE(curve.countAt(now + 2000).inFlight, 1);
}

QTEST_APPLESS_MAIN(TestConcurrencyCurve)
#include "tst_concurrencycurve.moc"
