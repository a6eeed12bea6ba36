#include "timelinefeed.h"

#include "patience.h"
#include "theme.h"
#include "timeline/timelineview.h"

#include <QHelpEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>
#include <QtTest>

#include <cmath>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestTimelineView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void picture_data();
    void picture();
    void followsAndRests();
    void keysMoveAndZoom();
    void panningBackLeavesLive();
    void wheelZoomsAtTheCursor();
    void dragPans();
    void clickSelects();
    void shiftDragMarksASpan();
    void keysStepThroughRequests();
    void stepsThroughLanes();
    void toolTipIsPlain();
    void manyLanesScroll();
    void followsThePalette();
    void holdsStillInThePast();
};

namespace {

constexpr qint64 presentNs = 6900 * msNs;

void addBusy(TimelineFeed &feed)
{
    for (quint64 i = 0; i < 8; ++i)
        feed.add(TimelineFeed::slept(i + 1, 200 * msNs + qint64(i) * 60 * msNs, 5 * secondNs),
                 "/sleep?n=" + QByteArray::number(i + 1));
    for (quint64 i = 0; i < 20; ++i)
        feed.add(TimelineFeed::quick(i + 20, 100 * msNs + qint64(i) * 250 * msNs), "/");
    feed.add(TimelineFeed::quick(50, 5600 * msNs, 404), "/favicon.ico");
    for (quint64 i = 0; i < 3; ++i)
        feed.add(TimelineFeed::flying(i + 60, 5900 * msNs + qint64(i) * 50 * msNs),
                 "/sleep?n=" + QByteArray::number(i + 9));
}

// One after the other: most of the time they wait for their turn.
void addQueued(TimelineFeed &feed)
{
    for (quint64 i = 0; i < 5; ++i) {
        record::Record r = TimelineFeed::slept(i + 1, 200 * msNs, secondNs);
        TimelineFeed::setPhase(r, record::Phase::Queued, qint64(i) * secondNs);
        r.phaseSinceNs += qint64(i) * secondNs;
        feed.add(r, "/sleep/1s?n=" + QByteArray::number(i + 1));
    }
    record::Record computed = TimelineFeed::slept(20, 300 * msNs, 0);
    TimelineFeed::setPhase(computed, record::Phase::Running, 2 * secondNs);
    computed.phaseSinceNs += 2 * secondNs;
    feed.add(computed, "/compute/2s");
    record::Record aborted = TimelineFeed::slept(21, 300 * msNs, 3 * secondNs);
    aborted.phases[size_t(record::Phase::Writing)] = 0;
    aborted.status = 0;
    aborted.outcome = record::Outcome::AbortedByClient;
    feed.add(aborted, "/sleep?n=gone");
    record::Record unknown = TimelineFeed::slept(22, 300 * msNs, 3 * secondNs);
    unknown.phases[size_t(record::Phase::Sleeping)] = 0;
    feed.add(unknown, "/unknown");
}

void addMany(TimelineFeed &feed, quint64 count)
{
    for (quint64 i = 0; i < count; ++i)
        feed.add(
            TimelineFeed::slept(i + 1, qint64(i) * 4 * secondNs / qint64(count), 2 * secondNs));
    feed.add(TimelineFeed::quick(count + 1, 100 * msNs, 500));
}

// A view of a store, at a time that stands still until it is moved.
struct Stage
{
    TimelineFeed feed;
    Selection selection;
    qint64 nowNs = 0;
    TimelineView view{feed.store, selection, [this] { return nowNs; }};

    Stage()
    {
        QFont font(u"DejaVu Sans"_s);
        font.setPixelSize(12);
        view.setFont(font);
        view.setPalette(paletteFor(false));
        view.resize(1280, 420);
        view.show();
        view.activateWindow();
        view.setFocus();
        if (!QTest::qWaitForWindowActive(&view))
            qFatal("the view's window must be active");
    }
    void grow(qint64 atNs)
    {
        nowNs = atNs;
        view.storeChanged(feed.absorb());
        view.grab(); // paints, so that what is on screen can be hit
    }
    int xOf(qint64 ns) const
    {
        const double part = double(ns - view.fromNs()) / double(view.toNs() - view.fromNs());
        return 96 + int(part * double(view.viewport()->width() - 96));
    }
    // A point on the bar of a request at an instant.
    QPoint pointOn(quint64 id, qint64 ns) const
    {
        for (int y = 0; y < view.height(); ++y) {
            if (view.requestAt({xOf(ns), y}) == id)
                return {xOf(ns), y + 3};
        }
        return {};
    }
    void wheel(QPoint angle, int x, Qt::KeyboardModifiers modifiers)
    {
        const QPointF at(x, 200);
        QWheelEvent event(at, view.viewport()->mapToGlobal(at), {}, angle, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view.viewport(), &event);
        view.grab();
    }
};

} // namespace

void TestTimelineView::picture_data()
{
    QTest::addColumn<QString>("scene");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("pixelSize");
    for (const char *scene : {"empty", "busy", "queued", "30", "500"}) {
        QTest::addRow("%s-light", scene) << QString::fromLatin1(scene) << false << 12;
        QTest::addRow("%s-dark", scene) << QString::fromLatin1(scene) << true << 12;
    }
    QTest::newRow("queued-large-text") << u"queued"_s << false << 20;
}

void TestTimelineView::picture()
{
    QFETCH(QString, scene);
    QFETCH(bool, dark);
    QFETCH(int, pixelSize);
    TimelineFeed feed;
    if (scene == u"busy")
        addBusy(feed);
    else if (scene == u"queued")
        addQueued(feed);
    else if (scene != u"empty")
        addMany(feed, scene.toULongLong());
    feed.absorb();
    Selection selection;
    selection.select(6);
    TimelineView view(feed.store, selection, [] { return presentNs; });
    QFont font(u"DejaVu Sans"_s);
    font.setPixelSize(pixelSize);
    view.setFont(font);
    view.setPalette(paletteFor(dark));
    view.resize(1280, 420);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QImage picture = view.grab().toImage();
    const QString file = u"%1/timeline-%2.png"_s.arg(QCoreApplication::applicationDirPath(),
                                                     QLatin1StringView(QTest::currentDataTag()));
    QVERIFY(picture.save(file));
    // A bar, a label or a curve: anything but the axes is drawn unless nothing happened.
    const QRgb accent = Theme::forPalette(view.palette()).accent.rgb();
    bool found = false;
    for (int y = 0; y < 100 && !found; ++y)
        for (int x = 200; x < 700 && !found; ++x)
            found = picture.pixel(x, y) == accent && y > 4;
    QCOMPARE(found, scene != u"empty");
}

void TestTimelineView::followsAndRests()
{
    Stage stage;
    QVERIFY(stage.view.isLive());
    QCOMPARE(stage.view.toNs(), 10 * secondNs);
    QVERIFY2(!stage.view.isTicking(), "nothing happens, so nothing is to be repainted");

    stage.feed.add(TimelineFeed::flying(1, 100 * msNs));
    stage.grow(200 * msNs);
    QVERIFY(stage.view.isTicking());
    stage.nowNs = 5 * secondNs;
    QTRY_COMPARE(stage.view.headNs(), 5 * secondNs); // by itself
    QCOMPARE(stage.view.fromNs(), 0);
    stage.nowNs = 20 * secondNs;
    QTRY_COMPARE(stage.view.toNs(), 20'400 * msNs);

    const record::Record slept = TimelineFeed::slept(1, 100 * msNs, 20 * secondNs);
    stage.feed.add(slept);
    stage.grow(slept.phaseSinceNs);
    QVERIFY(stage.view.isTicking()); // it glides on a little
    stage.nowNs = 60 * secondNs;
    QTRY_VERIFY(!stage.view.isTicking());
    QCOMPARE(stage.view.headNs(), slept.phaseSinceNs + 400 * msNs);
    QVERIFY(stage.view.isLive());
    QVERIFY(stage.view.lastPaintNs() > 0);
    stage.view.setTicking(true);
    QVERIFY2(!stage.view.isTicking(), "nothing moves");
}

void TestTimelineView::keysMoveAndZoom()
{
    Stage stage;
    stage.feed.add(TimelineFeed::slept(1, 4 * secondNs, 30 * secondNs));
    stage.grow(40 * secondNs);
    QSignalSpy lives(&stage.view, &TimelineView::liveChanged);
    QSignalSpy ranges(&stage.view, &TimelineView::rangeChanged);
    const qint64 head = stage.view.headNs();

    QTest::keyClick(&stage.view, Qt::Key_Plus);
    QVERIFY(stage.view.isLive()); // zooms around now
    const qint64 width = stage.view.toNs() - stage.view.fromNs();
    QCOMPARE(width, qint64(10 * secondNs / 1.5));
    QVERIFY(stage.view.fromNs() < head && head < stage.view.toNs());

    QTest::keyClick(&stage.view, Qt::Key_Left);
    QVERIFY(!stage.view.isLive());
    QCOMPARE(stage.view.toNs() - stage.view.fromNs(), width);
    QCOMPARE(lives.count(), 1);
    const qint64 from = stage.view.fromNs();
    QTest::keyClick(&stage.view, Qt::Key_Right);
    QCOMPARE(stage.view.fromNs(), from + width / 10);
    QVERIFY(!stage.view.isLive());
    QTest::keyClick(&stage.view, Qt::Key_Minus);
    QVERIFY(std::abs(stage.view.toNs() - stage.view.fromNs() - 10 * secondNs) < 10);

    QTest::keyClick(&stage.view, Qt::Key_Home);
    QVERIFY(stage.view.fromNs() <= 4 * secondNs && stage.view.fromNs() > secondNs);
    QVERIFY(stage.view.toNs() > 34 * secondNs && stage.view.toNs() < 40 * secondNs);
    QTest::keyClick(&stage.view, Qt::Key_End);
    QVERIFY(stage.view.isLive());
    QTest::keyClick(&stage.view, Qt::Key_Space);
    QVERIFY(!stage.view.isLive());
    QTest::keyClick(&stage.view, Qt::Key_Space);
    QVERIFY(stage.view.isLive());
    QCOMPARE(lives.count(), 4);
    QVERIFY(ranges.count() >= 6);

    for (int i = 0; i < 60; ++i)
        QTest::keyClick(&stage.view, Qt::Key_Plus);
    QCOMPARE(stage.view.toNs() - stage.view.fromNs(), usNs);
}

void TestTimelineView::panningBackLeavesLive()
{
    Stage stage;
    stage.feed.add(TimelineFeed::flying(1, 100 * msNs));
    stage.grow(20 * secondNs);
    const qint64 width = stage.view.toNs() - stage.view.fromNs();
    stage.wheel({0, 120}, 600, Qt::ShiftModifier);
    QVERIFY(!stage.view.isLive());
    QCOMPARE(stage.view.toNs() - stage.view.fromNs(), width);
    QCOMPARE(stage.view.missed(), 0u);
    const qint64 from = stage.view.fromNs();
    for (quint64 id = 2; id < 39; ++id)
        stage.feed.add(TimelineFeed::quick(id, 20 * secondNs));
    stage.grow(21 * secondNs);
    QCOMPARE(stage.view.missed(), 37u);
    QCOMPARE(stage.view.fromNs(), from);
    stage.view.setLive(true);
    QCOMPARE(stage.view.missed(), 0u);
    QVERIFY(stage.view.toNs() > 21 * secondNs);
}

void TestTimelineView::wheelZoomsAtTheCursor()
{
    Stage stage;
    stage.feed.add(TimelineFeed::slept(1, 0, 8 * secondNs));
    stage.grow(9 * secondNs);
    const int x = stage.xOf(3 * secondNs);
    for (int i = 0; i < 10; ++i)
        stage.wheel({0, 120}, x, Qt::ControlModifier);
    QVERIFY(stage.view.toNs() - stage.view.fromNs() < 2 * secondNs);
    QVERIFY(std::abs(stage.xOf(3 * secondNs) - x) <= 10);
    for (int i = 0; i < 10; ++i)
        stage.wheel({0, -120}, x, Qt::ControlModifier);
    QVERIFY(std::abs(stage.view.toNs() - stage.view.fromNs() - 10 * secondNs) < msNs);
}

void TestTimelineView::dragPans()
{
    Stage stage;
    stage.feed.add(TimelineFeed::slept(1, 0, 8 * secondNs));
    stage.grow(9 * secondNs);
    QWidget *viewport = stage.view.viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, {600, 200});
    QTest::mouseMove(viewport, {640, 200});
    QTest::mouseMove(viewport, {700, 210});
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, {700, 210});
    QVERIFY(!stage.view.isLive());
    const qint64 expected = -100 * 10 * secondNs / (viewport->width() - 96);
    QVERIFY(std::abs(stage.view.fromNs() - expected) < 10 * msNs);
    QCOMPARE(stage.selection.id(), 0u);
    QTest::mouseMove(viewport, {900, 210}); // the button is up
    QVERIFY(std::abs(stage.view.fromNs() - expected) < 10 * msNs);
}

void TestTimelineView::shiftDragMarksASpan()
{
    Stage stage;
    stage.feed.add(TimelineFeed::slept(1, secondNs, 5 * secondNs));
    stage.feed.add(TimelineFeed::slept(2, 2 * secondNs, 5 * secondNs));
    stage.grow(9 * secondNs);
    QWidget *viewport = stage.view.viewport();
    const qint64 from = stage.view.fromNs();
    QTest::mousePress(viewport, Qt::LeftButton, Qt::ShiftModifier, {300, 200});
    QTest::mouseMove(viewport, {340, 200});
    QTest::mouseMove(viewport, {700, 210});
    QTest::mouseRelease(viewport, Qt::LeftButton, Qt::ShiftModifier, {700, 210});
    QCOMPARE(stage.view.fromNs(), from); // not panned
    QVERIFY2(stage.view.markedText().contains(u": 2 requests, peak 2"_s),
             qPrintable(stage.view.markedText()));
    QCOMPARE(stage.view.accessibleDescription(), stage.view.markedText());
    QTest::keyClick(&stage.view, Qt::Key_F);
    QVERIFY(stage.view.toNs() - stage.view.fromNs() < 5 * secondNs);
    QTest::keyClick(&stage.view, Qt::Key_Escape);
    QVERIFY(stage.view.markedText().isEmpty());
    QTest::keyClick(&stage.view, Qt::Key_Left, Qt::ShiftModifier); // by the keyboard alone
    QTest::keyClick(&stage.view, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(!stage.view.markedText().isEmpty());
}

void TestTimelineView::clickSelects()
{
    Stage stage;
    addBusy(stage.feed);
    stage.grow(presentNs);
    QSignalSpy activated(&stage.view, &TimelineView::activated);
    QWidget *viewport = stage.view.viewport();
    QTest::mouseClick(viewport, Qt::LeftButton, {}, stage.pointOn(3, 3 * secondNs));
    QCOMPARE(stage.selection.id(), 3u);
    QCOMPARE(stage.view.accessibleDescription(),
             u"Request 3, GET /sleep?n=3, 200, answered in 5.001 s, 3 in flight"_s);
    QTest::mouseClick(viewport, Qt::LeftButton, {}, stage.pointOn(61, 6500 * msNs));
    QCOMPARE(stage.selection.id(), 61u); // in flight
    QCOMPARE(activated.count(), 0);
    QTest::mouseDClick(viewport, Qt::LeftButton, {}, stage.pointOn(5, 3 * secondNs));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.front().front().toULongLong(), 5u);
    QTest::keyClick(&stage.view, Qt::Key_Return);
    QCOMPARE(activated.count(), 2);
    QTest::keyClick(&stage.view, Qt::Key_Escape);
    QCOMPARE(stage.selection.id(), 0u);
    QTest::keyClick(&stage.view, Qt::Key_Return);
    QCOMPARE(activated.count(), 2);
    stage.selection.select(2);
    QTest::mouseClick(viewport, Qt::LeftButton, {}, {1200, 300}); // nothing there
    QCOMPARE(stage.selection.id(), 0u);
}

void TestTimelineView::keysStepThroughRequests()
{
    Stage stage;
    for (const quint64 id : {1, 2, 4}) // the third was dropped
        stage.feed.add(TimelineFeed::quick(id, qint64(id) * 10 * secondNs));
    stage.feed.add(TimelineFeed::flying(5, 50 * secondNs));
    stage.grow(52 * secondNs);
    stage.view.showRange(5 * secondNs, 15 * secondNs);
    QList<quint64> ids;
    for (int i = 0; i < 5; ++i) {
        QTest::keyClick(&stage.view, Qt::Key_N);
        ids += stage.selection.id();
        const qint64 startNs = qint64(ids.back()) * 10 * secondNs;
        QVERIFY(stage.view.fromNs() <= startNs && startNs < stage.view.toNs());
    }
    QCOMPARE(ids, (QList<quint64>{1, 2, 4, 5, 5}));
    QTest::keyClick(&stage.view, Qt::Key_P);
    QTest::keyClick(&stage.view, Qt::Key_P);
    QCOMPARE(stage.selection.id(), 2u);
}

// Up and down go to what is at the same time in the next lane that has anything.
void TestTimelineView::stepsThroughLanes()
{
    Stage stage;
    for (const quint64 id : {1, 2, 3})
        stage.feed.add(TimelineFeed::slept(id, qint64(id) * 100 * msNs, secondNs));
    stage.feed.add(TimelineFeed::slept(4, 5 * secondNs, secondNs)); // in the first lane again
    stage.grow(7 * secondNs);
    stage.view.fitAll();
    stage.selection.select(1);
    QList<quint64> ids;
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Down, Qt::Key_Down, Qt::Key_Up}) {
        QTest::keyClick(&stage.view, key);
        ids += stage.selection.id();
    }
    QCOMPARE(ids, (QList<quint64>{2, 3, 3, 2}));
    stage.selection.clear();
    QTest::keyClick(&stage.view, Qt::Key_Down);
    QVERIFY(stage.selection.id() == 1 || stage.selection.id() == 4);
    QSignalSpy changed(&stage.view, &TimelineView::byConnectionChanged);
    QTest::keyClick(&stage.view, Qt::Key_C);
    QVERIFY(stage.view.isByConnection());
    QTest::keyClick(&stage.view, Qt::Key_C);
    QVERIFY(!stage.view.isByConnection());
    QCOMPARE(changed.size(), 2);
}

void TestTimelineView::toolTipIsPlain()
{
    Stage stage;
    stage.feed.add(TimelineFeed::slept(1, secondNs, 5 * secondNs), "/<b>bold</b>\x1b&amp;");
    stage.grow(8 * secondNs);
    const QPoint point = stage.pointOn(1, 3 * secondNs);
    QHelpEvent event(QEvent::ToolTip, point, stage.view.viewport()->mapToGlobal(point));
    QCoreApplication::sendEvent(stage.view.viewport(), &event);
    const QString html = QToolTip::text().replace(QChar(QChar::Nbsp), u' ');
    QVERIFY(html.contains(u"GET /&lt;b&gt;bold&lt;/b&gt;\\x1b&amp;amp;"_s));
    QVERIFY(html.contains(u"sleeping: 5.000 s"_s));
    QVERIFY(html.contains(u"timer lateness: 0.4 ms"_s));
    QVERIFY(!html.contains(u"<b>"_s));
}

void TestTimelineView::manyLanesScroll()
{
    Stage stage;
    for (quint64 id = 1; id <= 3000; ++id)
        stage.feed.add(TimelineFeed::flying(id, qint64(id) * msNs));
    stage.grow(5 * secondNs);
    QScrollBar *bar = stage.view.verticalScrollBar();
    QVERIFY(bar->maximum() > 4'000);
    stage.wheel({0, -240}, 600, {});
    QVERIFY(bar->value() > 0);
    QVERIFY(stage.view.isLive());
    bar->setValue(bar->maximum());
    stage.view.grab();
    const int last = stage.view.viewport()->height() - 40;
    QVERIFY(stage.view.requestAt({stage.xOf(4 * secondNs), last}) > 2900);
    stage.selection.select(10);
    QTest::keyClick(&stage.view, Qt::Key_N); // brings it into view
    QVERIFY(bar->value() <= 20);
}

void TestTimelineView::followsThePalette()
{
    Stage stage;
    stage.grow(secondNs);
    const auto corner = [&] { return stage.view.grab().toImage().pixelColor(40, 300); };
    QCOMPARE(corner(), QColor(Qt::white));
    stage.view.setPalette(paletteFor(true));
    QCOMPARE(corner(), Theme::forPalette(paletteFor(true)).background);
}

void TestTimelineView::holdsStillInThePast()
{
    Stage stage;
    stage.feed.add(TimelineFeed::flying(1, 100 * msNs));
    stage.grow(60 * secondNs);
    stage.view.showRange(0, 20 * secondNs);
    const qint64 head = stage.view.headNs();
    stage.nowNs = 70 * secondNs;
    // The view has ticked when a timer that is slower has: bars reach the edge and stay there.
    QTimer slower;
    QSignalSpy ticked(&slower, &QTimer::timeout);
    slower.start(40);
    QTRY_VERIFY(ticked.size() > 0);
    QCOMPARE(stage.view.headNs(), head);
    stage.view.showRange(50 * secondNs, 90 * secondNs);
    stage.nowNs = 75 * secondNs;
    QTRY_COMPARE(stage.view.headNs(), 75 * secondNs);
}

QTEST_MAIN(TestTimelineView)
#include "tst_timelineview.moc"
