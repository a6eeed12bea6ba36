#include "overlap/record/walltimes.h"

#include <QTest>

using overlap::record::WallTimes;

class TestWallTimes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void followsAClockThatIsSet();
    void keepsToWhatIsNoSetting();
};

namespace {

constexpr qint64 s = 1'000'000'000;
constexpr qint64 hour = 3600 * s;
constexpr qint64 today = 1'700'000'000 * s;

} // namespace

void TestWallTimes::followsAClockThatIsSet()
{
    WallTimes times(5 * s, today + 5 * s);
    QCOMPARE(times.at(0), today); // also for times before the first anchor
    QCOMPARE(times.at(9 * s), today + 9 * s);
    times.anchor(10 * s, today + 10 * s);
    // The clock was set between 10 and 20. It counts for all times after the last anchor.
    times.anchor(20 * s, today + 8 * hour + 20 * s);
    QCOMPARE(times.at(9 * s), today + 9 * s);
    QCOMPARE(times.at(10 * s - 1), today + 10 * s - 1);
    QCOMPARE(times.at(10 * s), today + 8 * hour + 10 * s);
    QCOMPARE(times.at(25 * s), today + 8 * hour + 25 * s);
    times.anchor(30 * s, today - hour + 30 * s); // and back again
    QCOMPARE(times.at(9 * s), today + 9 * s);
    QCOMPARE(times.at(15 * s), today + 8 * hour + 15 * s);
    QCOMPARE(times.at(30 * s), today - hour + 30 * s);
}

void TestWallTimes::keepsToWhatIsNoSetting()
{
    WallTimes times(0, today);
    for (int i = 1; i < 100; ++i)
        times.anchor(i * s, today + i * s + (i % 2 ? 5'000'000 : -5'000'000));
    QCOMPARE(times.at(50 * s), today + 50 * s);
    // A drift between the two clocks does not add up.
    for (int i = 100; i < 200; ++i)
        times.anchor(i * s, today + i * s + (i - 100) * 1'000'000);
    QVERIFY(qAbs(times.at(200 * s) - (today + 200 * s + 100'000'000)) <= 12'000'000);
}

QTEST_APPLESS_MAIN(TestWallTimes)
#include "tst_walltimes.moc"
