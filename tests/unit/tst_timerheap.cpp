#include "overlap/net/platform/timerheap.h"

#include <QTest>

#include <map>
#include <random>

using namespace overlap::net;
using namespace std::chrono_literals;

class TestTimerHeap : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void deliversInOrder();
    void zeroTimersRunOncePerPass();
    void isNotTakenWithinItsOwnDelivery();
    void missedRoundsAreNotMadeUpFor();
    void coarseTimersAreAtMostFivePercentLate();
    void equalsBruteForce();
};

void TestTimerHeap::deliversInOrder()
{
    TimerHeap heap;
    heap.add(1, 30ms, Qt::PreciseTimer, nullptr, 0ms);
    heap.add(2, 10ms, Qt::PreciseTimer, nullptr, 0ms);
    heap.add(3, 20ms, Qt::PreciseTimer, nullptr, 0ms);
    QCOMPARE(heap.nextDue()->count(), std::chrono::nanoseconds(10ms).count());
    QVERIFY(!heap.takeDue(heap.beginPass(), 9ms));
    std::vector<int> order;
    const quint64 pass = heap.beginPass();
    while (const auto due = heap.takeDue(pass, 25ms)) {
        order.push_back(due->id);
        heap.delivered(*due);
    }
    QCOMPARE(order, (std::vector<int>{2, 3}));
}

void TestTimerHeap::zeroTimersRunOncePerPass()
{
    TimerHeap heap;
    heap.add(1, 0ms, Qt::PreciseTimer, nullptr, 0ms);
    heap.add(2, 0ms, Qt::PreciseTimer, nullptr, 0ms);
    for (int round = 0; round < 3; ++round) {
        int delivered = 0;
        const quint64 pass = heap.beginPass();
        while (const auto due = heap.takeDue(pass, 5ms)) {
            heap.delivered(*due);
            ++delivered;
        }
        QCOMPARE(delivered, 2);
    }
}

void TestTimerHeap::isNotTakenWithinItsOwnDelivery()
{
    TimerHeap heap;
    heap.add(1, 0ms, Qt::PreciseTimer, nullptr, 0ms);
    const auto due = heap.takeDue(heap.beginPass(), 1ms);
    QVERIFY(due);
    QVERIFY(!heap.nextDue());
    QVERIFY(!heap.takeDue(heap.beginPass(), 2ms));
    heap.remove(1);
    heap.add(1, 50ms, Qt::PreciseTimer, nullptr, 2ms); // the same id, another timer
    heap.delivered(*due);
    QCOMPARE(heap.nextDue()->count(), std::chrono::nanoseconds(52ms).count());
    QVERIFY(heap.remove(1));
    QVERIFY(!heap.nextDue());
}

void TestTimerHeap::missedRoundsAreNotMadeUpFor()
{
    TimerHeap heap;
    heap.add(1, 10ms, Qt::PreciseTimer, nullptr, 0ms);
    const auto due = heap.takeDue(heap.beginPass(), 57ms);
    heap.delivered(*due);
    QVERIFY(!heap.takeDue(heap.beginPass(), 57ms));
    QVERIFY(*heap.nextDue() > 57ms && *heap.nextDue() <= 67ms);
}

void TestTimerHeap::coarseTimersAreAtMostFivePercentLate()
{
    for (const int interval : {1, 19, 20, 100, 999, 5000, 600'000}) {
        for (int now = 0; now < 50; ++now) {
            TimerHeap heap;
            const std::chrono::milliseconds ms(interval);
            heap.add(1, ms, Qt::CoarseTimer, nullptr, std::chrono::milliseconds(now));
            const auto wait = *heap.nextDue() - std::chrono::milliseconds(now);
            QVERIFY(wait >= ms);
            QVERIFY(wait <= ms + ms / 20 + 1ms);
        }
    }
}

void TestTimerHeap::equalsBruteForce()
{
    std::mt19937 random(7);
    TimerHeap heap;
    std::map<int, TimerHeap::Time> expected; // when each timer is due
    TimerHeap::Time now = 0ms;
    for (int step = 0; step < 20'000; ++step) {
        const int id = int(random() % 200);
        const std::chrono::milliseconds interval(1 + random() % 500);
        switch (random() % 4) {
        case 0:
        case 1:
            heap.add(id, interval, Qt::PreciseTimer, nullptr, now);
            expected[id] = now + interval;
            break;
        case 2: QCOMPARE(heap.remove(id), expected.erase(id) > 0); break;
        default: now += std::chrono::milliseconds(random() % 20);
        }
        const quint64 pass = heap.beginPass();
        while (const auto due = heap.takeDue(pass, now)) {
            const auto found = expected.find(due->id);
            QVERIFY(found != expected.end());
            for (const auto &[other, at] : expected)
                QVERIFY(at >= found->second);
            expected.erase(found);
            heap.remove(due->id);
            heap.delivered(*due);
        }
        for (const auto &[other, at] : expected)
            QVERIFY(at > now);
    }
}

QTEST_GUILESS_MAIN(TestTimerHeap)
#include "tst_timerheap.moc"
