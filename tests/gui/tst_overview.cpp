#include "timeline/foldedscale.h"
#include "timeline/overview.h"
#include "timeline/timelineview.h"
#include "timelinefeed.h"

#include <QtTest>

using namespace overlap;
using namespace overlap::ui;

namespace {

constexpr qint64 hourNs = 3600 * secondNs;

// Three bursts of some seconds, an hour apart.
void addBursts(TimelineFeed &feed)
{
    quint64 id = 0;
    for (const qint64 atNs : {qint64(0), hourNs, 2 * hourNs}) {
        for (int i = 0; i < 8; ++i)
            feed.add(TimelineFeed::slept(++id, atNs + i * 100 * msNs, 5 * secondNs));
        feed.absorb();
    }
}

int widthOf(const FoldedScale &axis, qint64 fromNs, qint64 toNs)
{
    return axis.x(toNs) - axis.x(fromNs);
}

} // namespace

// The graph of the whole run, and its folded axis.
class TestOverview : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void burstsKeepTheirShape();
    void axisIsMonotonous_data();
    void axisIsMonotonous();
    void shortRunsAreNotFolded();
    void unfoldsByAClick();
    void queuedHasItsOwnTone_data();
    void queuedHasItsOwnTone();
    void keysGoFromBurstToBurst();
};

void TestOverview::burstsKeepTheirShape()
{
    TimelineFeed feed;
    addBursts(feed);
    const Scale whole{0, 2 * hourNs + 6 * secondNs, 96, 1000};
    QCOMPARE(whole.x(6 * secondNs) - whole.x(0), 0); // less than a pixel
    const FoldedScale axis(whole, feed.store.concurrency());
    QCOMPARE(axis.parts().size(), size_t(5));
    QCOMPARE(axis.left(), 96);
    QCOMPARE(axis.right(), 1096);
    for (const qint64 atNs : {qint64(0), hourNs, 2 * hourNs})
        QVERIFY(widthOf(axis, atNs, atNs + 5 * secondNs) > 200);
}

void TestOverview::axisIsMonotonous_data()
{
    QTest::addColumn<int>("width");
    QTest::newRow("usual") << 1000;
    QTest::newRow("narrow") << 100;
    QTest::newRow("hardly any") << 5;
}

void TestOverview::axisIsMonotonous()
{
    QFETCH(int, width);
    TimelineFeed feed;
    addBursts(feed);
    const qint64 endNs = 2 * hourNs + 6 * secondNs;
    const FoldedScale axis({0, endNs, 96, width}, feed.store.concurrency());
    QCOMPARE(axis.right(), 96 + width);
    int before = axis.left();
    for (qint64 ns = 0; ns <= endNs; ns += secondNs / 2) {
        const int x = axis.x(ns);
        QVERIFY(x >= before && x <= axis.right());
        before = x;
    }
    for (int x = axis.left() + 1; x < axis.right(); ++x)
        QVERIFY(axis.ns(x) >= axis.ns(x - 1));
}

void TestOverview::shortRunsAreNotFolded()
{
    TimelineFeed feed;
    for (quint64 id = 1; id < 9; ++id)
        feed.add(TimelineFeed::slept(id, qint64(id) * 50 * secondNs, 5 * secondNs));
    feed.absorb();
    QVERIFY(!FoldedScale({0, 500 * secondNs, 0, 1000}, feed.store.concurrency()).hasFolds());
    QVERIFY(!FoldedScale({0, secondNs, 0, 1000}, record::ConcurrencyCurve()).hasFolds());
}

void TestOverview::unfoldsByAClick()
{
    TimelineFeed feed;
    addBursts(feed);
    Overview overview(feed.store.concurrency());
    overview.resize(1100, 40);
    overview.refresh(2 * hourNs + 6 * secondNs);
    overview.setRange(0, 10 * secondNs);
    QVERIFY(overview.axis().hasFolds());
    const Scale fold = overview.axis().parts()[1].scale;
    QVERIFY(overview.axis().foldAt(fold.left + 2));
    QSignalSpy chosen(&overview, &Overview::rangeChosen);
    QSignalSpy folding(&overview, &Overview::foldingChanged);
    QTest::mouseClick(&overview, Qt::LeftButton, {}, {fold.left + 2, 20});
    QVERIFY(!overview.axis().hasFolds());
    QCOMPARE(folding.size(), 1);
    QVERIFY(chosen.isEmpty());
    overview.setFolding(true);
    // A click beside a burst shows that burst.
    QTest::mouseClick(&overview, Qt::LeftButton, {},
                      {overview.axis().x(hourNs + 3 * secondNs), 20});
    QCOMPARE(chosen.size(), 1);
    QVERIFY(chosen[0][0].toLongLong() < hourNs + 3 * secondNs);
    QVERIFY(chosen[0][1].toLongLong() > hourNs + 3 * secondNs);
}

void TestOverview::queuedHasItsOwnTone_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

// Inside the brush, and outside of it.
void TestOverview::queuedHasItsOwnTone()
{
    QFETCH(bool, dark);
    TimelineFeed feed;
    quint64 id = 0;
    for (const qint64 fromNs : {qint64(0), 30 * secondNs}) {
        for (int before = 0; before < 4; ++before) {
            record::Record r = TimelineFeed::slept(++id, fromNs, 5 * secondNs);
            const qint64 queuedNs = before * 5001 * msNs;
            TimelineFeed::setPhase(r, record::Phase::Queued, queuedNs);
            r.phaseSinceNs += queuedNs;
            feed.add(r);
        }
    }
    feed.absorb();
    Overview overview(feed.store.concurrency());
    overview.setPalette(paletteFor(dark));
    overview.resize(1000, overview.sizeHint().height());
    overview.refresh(60 * secondNs);
    overview.setRange(30 * secondNs, 60 * secondNs);
    const QImage image = overview.grab().toImage();
    const Theme theme = Theme::forPalette(paletteFor(dark));
    for (const qint64 atNs : {secondNs, 31 * secondNs}) {
        int handled = 0, queued = 0;
        for (int y = 0; y < image.height(); ++y) {
            const QRgb pixel = image.pixel(overview.axis().x(atNs) + 3, y);
            handled += pixel == theme.handled.rgb();
            queued += pixel == theme.queued.rgb();
        }
        QVERIFY2(handled > 0 && std::abs(queued - 3 * handled) <= 3,
                 qPrintable(QString::number(handled) + u'/' + QString::number(queued)));
    }
}

void TestOverview::keysGoFromBurstToBurst()
{
    TimelineFeed feed;
    addBursts(feed);
    Selection selection;
    TimelineView view(feed.store, selection, [] { return 2 * hourNs + 60 * secondNs; });
    view.resize(1000, 400);
    view.show();
    view.showRange(0, 10 * secondNs);
    const auto shows = [&view](qint64 ns) { return view.fromNs() < ns && ns < view.toNs(); };
    QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
    QVERIFY(shows(hourNs) && shows(hourNs + 5 * secondNs));
    QCOMPARE(view.toNs() - view.fromNs(), 10 * secondNs);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
    QVERIFY(shows(2 * hourNs));
    QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier); // there is none
    QVERIFY(shows(2 * hourNs));
    QTest::keyClick(&view, Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(shows(hourNs));
    view.showRange(hourNs, hourNs + secondNs); // too narrow for the burst
    QTest::keyClick(&view, Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(shows(hourNs) && shows(hourNs + 5 * secondNs));
    QTest::keyClick(&view, Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(shows(0) && shows(5 * secondNs));
}

QTEST_MAIN(TestOverview)
#include "tst_overview.moc"
