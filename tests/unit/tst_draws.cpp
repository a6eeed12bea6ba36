#include "overlap/script/draws.h"
#include "overlap/script/duration.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace overlap::script;
using namespace std::chrono_literals;
using Shape = Wait::Shape;

// Pure. Random waits.
class TestDraws : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void areTheSameEverywhere();
    void differBySeedAndStream();
    void fixedTakesNoDraw();
    void uniformStaysInItsRange();
    void logNormalHasItsPercentiles();
    void noneIsLongerThanMayBe();
};

static std::vector<qint64> sorted(const Wait &wait, int count)
{
    Draws draws(1);
    std::vector<qint64> ns;
    ns.reserve(std::size_t(count));
    for (int i = 0; i < count; ++i)
        ns.push_back(draws.of(wait).count());
    std::ranges::sort(ns);
    return ns;
}

static bool isNear(qint64 ns, std::chrono::nanoseconds wanted)
{
    return std::abs(double(ns) / double(wanted.count()) - 1) < 0.05;
}

void TestDraws::areTheSameEverywhere()
{
    Draws draws(42);
    QCOMPARE(draws.next(), 0x3a9998fd55e9d2edu);
    QCOMPARE(draws.next(), 0x60985abb17304cb3u);
    QCOMPARE(draws.of({Shape::Uniform, 100ms, 300ms}).count(), 257014749);
    QCOMPARE(draws.of({Shape::LogNormal, 80ms, 400ms}).count(), 217949000);
}

void TestDraws::differBySeedAndStream()
{
    std::vector<quint64> first;
    for (quint64 seed = 0; seed < 100; ++seed) {
        for (quint64 stream = 0; stream < 100; ++stream)
            first.push_back(Draws(seed, stream).next());
    }
    std::ranges::sort(first);
    QVERIFY(std::ranges::adjacent_find(first) == first.end());
}

void TestDraws::fixedTakesNoDraw()
{
    Draws draws(3);
    QCOMPARE(draws.of({Shape::Fixed, 5ms, {}}), std::chrono::nanoseconds(5ms));
    QCOMPARE(draws.next(), Draws(3).next());
}

void TestDraws::uniformStaysInItsRange()
{
    const auto ns = sorted({Shape::Uniform, 100ms, 300ms}, 100'000);
    QVERIFY(ns.front() >= 100'000'000 && ns.back() <= 300'000'000);
    QVERIFY(isNear(ns[10'000], 120ms));
    QVERIFY(isNear(ns[50'000], 200ms));
    QVERIFY(isNear(ns[90'000], 280ms));
    const auto few = sorted({Shape::Uniform, 1ns, 3ns}, 100);
    QCOMPARE(few.front(), 1);
    QCOMPARE(few.back(), 3);
    QCOMPARE(sorted({Shape::Uniform, 7ns, 7ns}, 10).back(), 7);
}

void TestDraws::logNormalHasItsPercentiles()
{
    const auto ns = sorted({Shape::LogNormal, 80ms, 400ms}, 100'000);
    QVERIFY(isNear(ns[50'000], 80ms));
    QVERIFY(isNear(ns[99'000], 400ms));
    QVERIFY(isNear(ns[1'000], 16ms)); // as far below the median, as a factor
    QCOMPARE(sorted({Shape::LogNormal, 80ms, 80ms}, 10).back(), 80'000'000);
}

void TestDraws::noneIsLongerThanMayBe()
{
    const auto ns = sorted({Shape::LogNormal, 1ns, longestDuration}, 10'000);
    QVERIFY(ns.front() >= 0);
    QCOMPARE(ns.back(), longestDuration.count());
}

QTEST_GUILESS_MAIN(TestDraws)
#include "tst_draws.moc"
