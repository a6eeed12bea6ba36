#include "overlap/net/loopmonitor.h"
#include "overlap/record/loopload.h"
#include "overlap/record/store.h"

#include <QRandomGenerator>
#include <QTest>

#include <vector>

using namespace overlap;
using namespace overlap::record;
using namespace std::chrono_literals;

class TestLoopLoad : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalsBruteForce();
    void findsBlockedIterations();
    void tellsLag();
    void forgets();
    void sumsUpShortIterations();
    void tellsAnIterationAfterAPauseAtOnce();
    void tellsALongIterationByItself();
    void tellsSinceWhenItIsBusy();
    void isBusyBetweenIterationsWithoutAWait();
    void postsAnEnd();
};

namespace {

constexpr qint64 msNs = 1'000'000;

LoopSpan iteration(qint64 fromNs, qint64 toNs)
{
    return {fromNs, toNs, toNs - fromNs, toNs - fromNs};
}

std::vector<LoopSpan> spansIn(Journal &journal)
{
    std::vector<LoopSpan> spans;
    journal.read([&](const Entry &entry, const Details &) {
        if (const auto *span = std::get_if<LoopSpan>(&entry))
            spans.push_back(*span);
    });
    return spans;
}

} // namespace

void TestLoopLoad::equalsBruteForce()
{
    QRandomGenerator random(3);
    LoopLoad loopLoad;
    std::vector<bool> busy(20'000);
    for (qint64 at = 5; at < 19'000;) {
        const qint64 end = at + 1 + random.bounded(60);
        loopLoad.add(iteration(at, end));
        std::fill(busy.begin() + at, busy.begin() + end, true);
        at = end + random.bounded(90);
    }
    for (int i = 0; i < 2000; ++i) {
        const qint64 from = random.bounded(20'000);
        const qint64 to = from + random.bounded(int(20'000 - from) + 1);
        QCOMPARE(loopLoad.busyIn(from, to),
                 qint64(std::count(busy.begin() + from, busy.begin() + to, true)));
    }
}

void TestLoopLoad::findsBlockedIterations()
{
    LoopLoad loopLoad;
    loopLoad.add(iteration(0, 49 * msNs)); // below the threshold
    loopLoad.add(iteration(100 * msNs, 150 * msNs));
    loopLoad.add(iteration(200 * msNs, 900 * msNs));
    QCOMPARE(loopLoad.blockedIn(0, 1000 * msNs).size(), 2u);
    QCOMPARE(loopLoad.blockedIn(150 * msNs, 200 * msNs).size(), 0u);
    const auto within = loopLoad.blockedIn(300 * msNs, 301 * msNs);
    QCOMPARE(within.size(), 1u);
    QCOMPARE(within[0].ns(), 700 * msNs);
}

void TestLoopLoad::tellsLag()
{
    LoopLoad loopLoad;
    QCOMPARE(loopLoad.lagP99(0), 0);
    for (qint64 i = 1; i <= 200; ++i)
        loopLoad.add(iteration(i * msNs, i * msNs + i)); // it lasts i ns
    QCOMPARE(loopLoad.lagP99(0), 198);
    QCOMPARE(loopLoad.lagP99(199 * msNs + 199), 200); // only the last one counts
    QCOMPARE(loopLoad.lagP99(300 * msNs), 0);
}

void TestLoopLoad::forgets()
{
    LoopLoad loopLoad;
    for (qint64 i = 0; i < 10; ++i)
        loopLoad.add(iteration(i * 100, i * 100 + 10));
    loopLoad.forgetBefore(500);
    QCOMPARE(loopLoad.busyIn(0, 1000), 50);
    QCOMPARE(loopLoad.busyIn(500, 600), 10);
}

void TestLoopLoad::sumsUpShortIterations()
{
    Journal journal;
    net::LoopMonitor monitor(journal, {[] {}, [] {}});
    monitor.at(10ms);
    monitor.end(10ms + 10us); // the first is written at once
    for (int i = 0; i < 40; ++i) {
        monitor.at(11ms + i * 100us);
        monitor.at(11ms + i * 100us + 5us); // inside the iteration
        monitor.end(11ms + i * 100us + 10us);
    }
    monitor.at(20ms);
    monitor.end(20ms + 30us);
    const auto spans = spansIn(journal);
    QCOMPARE(spans.size(), 3u);
    QCOMPARE(spans[1].fromNs, 11 * msNs);
    QCOMPARE(spans[1].toNs, 11 * msNs + 3'910'000);
    QCOMPARE(spans[1].busyNs, 400'000);
    QCOMPARE(spans[1].longestNs, 10'000);
    QCOMPARE(spans[2].longestNs, 30'000);
}

void TestLoopLoad::tellsAnIterationAfterAPauseAtOnce()
{
    Journal journal;
    net::LoopMonitor monitor(journal, {[] {}, [] {}});
    for (const auto at : {1s, 2s, 3s}) {
        monitor.at(at);
        monitor.end(at + 1us);
        QCOMPARE(spansIn(journal).size(), 1u);
    }
}

void TestLoopLoad::tellsALongIterationByItself()
{
    Journal journal;
    net::LoopMonitor monitor(journal, {[] {}, [] {}});
    monitor.at(1s);
    monitor.end(1s + 10us);
    monitor.at(1s + 20us);
    monitor.end(1s + 30us);
    monitor.at(1s + 40us);
    monitor.end(1s + 80ms);
    const auto spans = spansIn(journal);
    QCOMPARE(spans.size(), 3u);
    QCOMPARE(spans[1].busyNs, 10'000);
    QCOMPARE(spans[2].fromNs, 1'000 * msNs + 40'000);
    QCOMPARE(spans[2].busyNs, spans[2].toNs - spans[2].fromNs);
}

void TestLoopLoad::tellsSinceWhenItIsBusy()
{
    Journal journal;
    net::LoopMonitor monitor(journal, {[] {}, [] {}});
    QCOMPARE(journal.busySinceNs(), Journal::notBusy);
    monitor.at(7ms);
    monitor.at(9ms);
    QCOMPARE(journal.busySinceNs(), 7 * msNs);
    monitor.end(10ms);
    QCOMPARE(journal.busySinceNs(), Journal::notBusy);
    monitor.end(11ms); // without a beginning
    QCOMPARE(spansIn(journal).size(), 1u);
    Store store;
    monitor.at(20ms);
    monitor.end(30ms);
    QVERIFY(store.absorb({&journal}).loopsChanged);
    QCOMPARE(store.loops().at(0).busyIn(0, 100 * msNs), 10 * msNs);
}

void TestLoopLoad::isBusyBetweenIterationsWithoutAWait()
{
    Journal journal;
    net::LoopMonitor monitor(journal, {[] {}, [] {}});
    monitor.at(10ms);
    monitor.end(70ms, net::LoopMonitor::EndedBy::Event);
    monitor.at(75ms); // messages came first that are nobody's
    QCOMPARE(journal.busySinceNs(), 70 * msNs);
    monitor.end(130ms);
    monitor.at(140ms);
    monitor.end(200ms);
    Store store;
    QVERIFY(store.absorb({&journal}).loopsChanged);
    const LoopLoad &load = store.loops().at(0);
    QCOMPARE(load.blockedSince(130 * msNs, 0), 10 * msNs);
    QCOMPARE(load.blockedSince(200 * msNs, 0), 140 * msNs);
}

// Once, in each iteration that takes long, and from then on at the begin of each until the loop
// waits.
void TestLoopLoad::postsAnEnd()
{
    Journal journal;
    int posted = 0;
    int interrupted = 0;
    net::LoopMonitor monitor(journal, {[&posted] { ++posted; }, [&interrupted] { ++interrupted; }});
    monitor.at(1s);
    monitor.at(1s + 1ms);
    QCOMPARE(posted, 0);
    for (int i = 0; i < 100; ++i)
        monitor.at(1s + 10ms);
    QCOMPARE(posted, 1);
    QCOMPARE(interrupted, 0);
    monitor.at(1s + 12ms); // the event did not come
    QCOMPARE(interrupted, 1);
    monitor.end(1s + 13ms, net::LoopMonitor::EndedBy::Event);
    monitor.end(1s + 13ms);
    QCOMPARE(monitor.lastEnded(), 1s + 13ms);
    monitor.end(2s);
    QCOMPARE(monitor.lastEnded(), 1s + 13ms);
    monitor.at(3s);
    QCOMPARE(monitor.number(), 2u);
    QCOMPARE(posted, 1);
    monitor.at(4s);
    QCOMPARE(posted, 2);
    monitor.end(5s, net::LoopMonitor::EndedBy::Event);
    monitor.at(6s); // does it wait at all?
    QCOMPARE(posted, 3);
    QCOMPARE(interrupted, 2);
    monitor.at(7s);
    QCOMPARE(posted, 3);
    QCOMPARE(interrupted, 3);
    monitor.end(8s, net::LoopMonitor::EndedBy::Event);
    monitor.end(8s);
    monitor.at(9s);
    QCOMPARE(posted, 3);
    monitor.end(9s + 1ms);
    QCOMPARE(spansIn(journal).size(), 4u);
}

QTEST_APPLESS_MAIN(TestLoopLoad)
#include "tst_loopload.moc"
