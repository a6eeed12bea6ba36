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
    void barsAreSpoken();
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
        feed.add(TimelineFeed::inFlight(i + 60, 5900 * msNs + qint64(i) * 50 * msNs),
                 "/sleep?n=" + QByteArray::number(i + 9));
}

// Handled one after the other: most of the time they are queued.
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

// A view of a store, with a clock that the test sets.
struct Fixture
{
    TimelineFeed feed;
    Selection selection;
    qint64 nowNs = 0;
    TimelineView view{feed.store, selection, [this] { return nowNs; }};

    Fixture()
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
        view.grab(); // hit tests refer to what was painted
    }
    int xOf(qint64 ns) const
    {
        const double part = double(ns - view.fromNs()) / double(view.toNs() - view.fromNs());
        return 96 + int(part * double(view.viewport()->width() - 96));
    }
    // A point on the bar of a request, at a time.
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
    // Without requests, only the axes are drawn: no bar, label or curve.
    const QRgb accent = Theme::forPalette(view.palette()).accent.rgb();
    bool found = false;
    for (int y = 0; y < 100 && !found; ++y)
        for (int x = 200; x < 700 && !found; ++x)
            found = picture.pixel(x, y) == accent && y > 4;
    QCOMPARE(found, scene != u"empty");
}

void TestTimelineView::followsAndRests()
{
    Fixture fixture;
    QVERIFY(fixture.view.isLive());
    QCOMPARE(fixture.view.toNs(), 10 * secondNs);
    QVERIFY2(!fixture.view.isTicking(), "nothing happens, so nothing is to be repainted");

    fixture.feed.add(TimelineFeed::inFlight(1, 100 * msNs));
    fixture.grow(200 * msNs);
    QVERIFY(fixture.view.isTicking());
    fixture.nowNs = 5 * secondNs;
    QTRY_COMPARE(fixture.view.headNs(), 5 * secondNs); // by its timer
    QCOMPARE(fixture.view.fromNs(), 0);
    fixture.nowNs = 20 * secondNs;
    QTRY_COMPARE(fixture.view.toNs(), 20'400 * msNs);

    const record::Record slept = TimelineFeed::slept(1, 100 * msNs, 20 * secondNs);
    fixture.feed.add(slept);
    fixture.grow(slept.phaseSinceNs);
    QVERIFY(fixture.view.isTicking()); // now goes on a little
    fixture.nowNs = 60 * secondNs;
    QTRY_VERIFY(!fixture.view.isTicking());
    QCOMPARE(fixture.view.headNs(), slept.phaseSinceNs + 400 * msNs);
    QVERIFY(fixture.view.isLive());
    QVERIFY(fixture.view.lastPaintNs() > 0);
    fixture.view.setTicking(true);
    QVERIFY2(!fixture.view.isTicking(), "nothing moves");
}

void TestTimelineView::keysMoveAndZoom()
{
    Fixture fixture;
    fixture.feed.add(TimelineFeed::slept(1, 4 * secondNs, 30 * secondNs));
    fixture.grow(40 * secondNs);
    QSignalSpy lives(&fixture.view, &TimelineView::liveChanged);
    QSignalSpy ranges(&fixture.view, &TimelineView::rangeChanged);
    const qint64 head = fixture.view.headNs();

    QTest::keyClick(&fixture.view, Qt::Key_Plus);
    QVERIFY(fixture.view.isLive()); // it zooms around now
    const qint64 width = fixture.view.toNs() - fixture.view.fromNs();
    QCOMPARE(width, qint64(10 * secondNs / 1.5));
    QVERIFY(fixture.view.fromNs() < head && head < fixture.view.toNs());

    QTest::keyClick(&fixture.view, Qt::Key_Left);
    QVERIFY(!fixture.view.isLive());
    QCOMPARE(fixture.view.toNs() - fixture.view.fromNs(), width);
    QCOMPARE(lives.count(), 1);
    const qint64 from = fixture.view.fromNs();
    QTest::keyClick(&fixture.view, Qt::Key_Right);
    QCOMPARE(fixture.view.fromNs(), from + width / 10);
    QVERIFY(!fixture.view.isLive());
    QTest::keyClick(&fixture.view, Qt::Key_Minus);
    QVERIFY(std::abs(fixture.view.toNs() - fixture.view.fromNs() - 10 * secondNs) < 10);

    QTest::keyClick(&fixture.view, Qt::Key_Home);
    QVERIFY(fixture.view.fromNs() <= 4 * secondNs && fixture.view.fromNs() > secondNs);
    QVERIFY(fixture.view.toNs() > 34 * secondNs && fixture.view.toNs() < 40 * secondNs);
    QTest::keyClick(&fixture.view, Qt::Key_End);
    QVERIFY(fixture.view.isLive());
    QTest::keyClick(&fixture.view, Qt::Key_Space);
    QVERIFY(!fixture.view.isLive());
    QTest::keyClick(&fixture.view, Qt::Key_Space);
    QVERIFY(fixture.view.isLive());
    QCOMPARE(lives.count(), 4);
    QVERIFY(ranges.count() >= 6);

    for (int i = 0; i < 60; ++i)
        QTest::keyClick(&fixture.view, Qt::Key_Plus);
    QCOMPARE(fixture.view.toNs() - fixture.view.fromNs(), usNs);
}

void TestTimelineView::panningBackLeavesLive()
{
    Fixture fixture;
    fixture.feed.add(TimelineFeed::inFlight(1, 100 * msNs));
    fixture.grow(20 * secondNs);
    const qint64 width = fixture.view.toNs() - fixture.view.fromNs();
    fixture.wheel({0, 120}, 600, Qt::ShiftModifier);
    QVERIFY(!fixture.view.isLive());
    QCOMPARE(fixture.view.toNs() - fixture.view.fromNs(), width);
    QCOMPARE(fixture.view.missed(), 0u);
    const qint64 from = fixture.view.fromNs();
    for (quint64 id = 2; id < 39; ++id)
        fixture.feed.add(TimelineFeed::quick(id, 20 * secondNs));
    fixture.grow(21 * secondNs);
    QCOMPARE(fixture.view.missed(), 37u);
    fixture.feed.add(TimelineFeed::inFlight(900, 50 * secondNs));
    fixture.grow(22 * secondNs);
    QCOMPARE(fixture.view.missed(), 38u);
    QCOMPARE(fixture.view.fromNs(), from);
    fixture.view.setLive(true);
    QCOMPARE(fixture.view.missed(), 0u);
    QVERIFY(fixture.view.toNs() > 21 * secondNs);
}

void TestTimelineView::wheelZoomsAtTheCursor()
{
    Fixture fixture;
    fixture.feed.add(TimelineFeed::slept(1, 0, 8 * secondNs));
    fixture.grow(9 * secondNs);
    const int x = fixture.xOf(3 * secondNs);
    for (int i = 0; i < 10; ++i)
        fixture.wheel({0, 120}, x, Qt::ControlModifier);
    QVERIFY(fixture.view.toNs() - fixture.view.fromNs() < 2 * secondNs);
    QVERIFY(std::abs(fixture.xOf(3 * secondNs) - x) <= 10);
    for (int i = 0; i < 10; ++i)
        fixture.wheel({0, -120}, x, Qt::ControlModifier);
    QVERIFY(std::abs(fixture.view.toNs() - fixture.view.fromNs() - 10 * secondNs) < msNs);
}

void TestTimelineView::dragPans()
{
    Fixture fixture;
    fixture.feed.add(TimelineFeed::slept(1, 0, 8 * secondNs));
    fixture.grow(9 * secondNs);
    QWidget *viewport = fixture.view.viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, {600, 200});
    QTest::mouseMove(viewport, {640, 200});
    QTest::mouseMove(viewport, {700, 210});
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, {700, 210});
    QVERIFY(!fixture.view.isLive());
    const qint64 expected = -100 * 10 * secondNs / (viewport->width() - 96);
    QVERIFY(std::abs(fixture.view.fromNs() - expected) < 10 * msNs);
    QCOMPARE(fixture.selection.id(), 0u);
    QTest::mouseMove(viewport, {900, 210}); // without a pressed button
    QVERIFY(std::abs(fixture.view.fromNs() - expected) < 10 * msNs);
}

void TestTimelineView::shiftDragMarksASpan()
{
    Fixture fixture;
    fixture.feed.add(TimelineFeed::slept(1, secondNs, 5 * secondNs));
    fixture.feed.add(TimelineFeed::slept(2, 2 * secondNs, 5 * secondNs));
    fixture.grow(9 * secondNs);
    QWidget *viewport = fixture.view.viewport();
    const qint64 from = fixture.view.fromNs();
    QTest::mousePress(viewport, Qt::LeftButton, Qt::ShiftModifier, {300, 200});
    QTest::mouseMove(viewport, {340, 200});
    QTest::mouseMove(viewport, {700, 210});
    QTest::mouseRelease(viewport, Qt::LeftButton, Qt::ShiftModifier, {700, 210});
    QCOMPARE(fixture.view.fromNs(), from); // not panned
    QVERIFY2(fixture.view.markedText().contains(u": 2 requests, 2 at once"_s),
             qPrintable(fixture.view.markedText()));
    QCOMPARE(fixture.view.accessibleDescription(), fixture.view.markedText());
    QTest::keyClick(&fixture.view, Qt::Key_F);
    QVERIFY(fixture.view.toNs() - fixture.view.fromNs() < 5 * secondNs);
    QTest::keyClick(&fixture.view, Qt::Key_Escape);
    QVERIFY(fixture.view.markedText().isEmpty());
    QTest::keyClick(&fixture.view, Qt::Key_Left, Qt::ShiftModifier); // with the keyboard
    QTest::keyClick(&fixture.view, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(!fixture.view.markedText().isEmpty());
}

void TestTimelineView::clickSelects()
{
    Fixture fixture;
    addBusy(fixture.feed);
    fixture.grow(presentNs);
    QSignalSpy activated(&fixture.view, &TimelineView::activated);
    QWidget *viewport = fixture.view.viewport();
    QTest::mouseClick(viewport, Qt::LeftButton, {}, fixture.pointOn(3, 3 * secondNs));
    QCOMPARE(fixture.selection.id(), 3u);
    QCOMPARE(fixture.view.accessibleDescription(),
             u"Request 3, GET /sleep?n=3, 200, answered in 5.001 s, 3 in flight"_s);
    QTest::mouseClick(viewport, Qt::LeftButton, {}, fixture.pointOn(61, 6500 * msNs));
    QCOMPARE(fixture.selection.id(), 61u); // in flight
    QCOMPARE(activated.count(), 0);
    QTest::mouseDClick(viewport, Qt::LeftButton, {}, fixture.pointOn(5, 3 * secondNs));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.front().front().toULongLong(), 5u);
    QTest::keyClick(&fixture.view, Qt::Key_Return);
    QCOMPARE(activated.count(), 2);
    QTest::keyClick(&fixture.view, Qt::Key_Escape);
    QCOMPARE(fixture.selection.id(), 0u);
    QTest::keyClick(&fixture.view, Qt::Key_Return);
    QCOMPARE(activated.count(), 2);
    fixture.selection.select(2);
    QTest::mouseClick(viewport, Qt::LeftButton, {}, {1200, 300}); // an empty place
    QCOMPARE(fixture.selection.id(), 0u);
}

void TestTimelineView::keysStepThroughRequests()
{
    Fixture fixture;
    for (const quint64 id : {1, 2, 4}) // record 3 was dropped
        fixture.feed.add(TimelineFeed::quick(id, qint64(id) * 10 * secondNs));
    fixture.feed.add(TimelineFeed::inFlight(5, 50 * secondNs));
    fixture.grow(52 * secondNs);
    fixture.view.showRange(5 * secondNs, 15 * secondNs);
    QList<quint64> ids;
    for (int i = 0; i < 5; ++i) {
        QTest::keyClick(&fixture.view, Qt::Key_N);
        ids += fixture.selection.id();
        const qint64 startNs = qint64(ids.back()) * 10 * secondNs;
        QVERIFY(fixture.view.fromNs() <= startNs && startNs < fixture.view.toNs());
    }
    QCOMPARE(ids, (QList<quint64>{1, 2, 4, 5, 5}));
    QTest::keyClick(&fixture.view, Qt::Key_P);
    QTest::keyClick(&fixture.view, Qt::Key_P);
    QCOMPARE(fixture.selection.id(), 2u);
}

// Up and Down select the request at the same time in the next lane that has any.
void TestTimelineView::stepsThroughLanes()
{
    Fixture fixture;
    for (const quint64 id : {1, 2, 3})
        fixture.feed.add(TimelineFeed::slept(id, qint64(id) * 100 * msNs, secondNs));
    fixture.feed.add(TimelineFeed::slept(4, 5 * secondNs, secondNs)); // packed into the first lane
    fixture.grow(7 * secondNs);
    fixture.view.fitAll();
    fixture.selection.select(1);
    QList<quint64> ids;
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Down, Qt::Key_Down, Qt::Key_Up}) {
        QTest::keyClick(&fixture.view, key);
        ids += fixture.selection.id();
    }
    QCOMPARE(ids, (QList<quint64>{2, 3, 3, 2}));
    fixture.selection.clear();
    QTest::keyClick(&fixture.view, Qt::Key_Down);
    QVERIFY(fixture.selection.id() == 1 || fixture.selection.id() == 4);
    QSignalSpy changed(&fixture.view, &TimelineView::byConnectionChanged);
    QTest::keyClick(&fixture.view, Qt::Key_C);
    QVERIFY(fixture.view.isByConnection());
    QTest::keyClick(&fixture.view, Qt::Key_C);
    QVERIFY(!fixture.view.isByConnection());
    QCOMPARE(changed.size(), 2);
}

void TestTimelineView::toolTipIsPlain()
{
    Fixture fixture;
    fixture.feed.add(TimelineFeed::slept(1, secondNs, 5 * secondNs), "/<b>bold</b>\x1b&amp;");
    fixture.grow(8 * secondNs);
    const QPoint point = fixture.pointOn(1, 3 * secondNs);
    QHelpEvent event(QEvent::ToolTip, point, fixture.view.viewport()->mapToGlobal(point));
    QCoreApplication::sendEvent(fixture.view.viewport(), &event);
    const QString html = QToolTip::text().replace(QChar(QChar::Nbsp), u' ');
    QVERIFY(html.contains(u"GET /&lt;b&gt;bold&lt;/b&gt;\\x1b&amp;amp;"_s));
    QVERIFY(html.contains(u"sleeping: 5.000 s"_s));
    QVERIFY(html.contains(u"timer lateness: 0.4 ms"_s));
    QVERIFY(!html.contains(u"<b>"_s));
}

void TestTimelineView::barsAreSpoken()
{
    TimelineFeed feed;
    Selection selection;
    TimelineView view(feed.store, selection, [] { return presentNs; });
    feed.add(TimelineFeed::quick(1, 100 * msNs), "/");
    feed.add(TimelineFeed::sent(2, secondNs, 4 * secondNs, record::Outcome::Reset), "/drip",
             {secondNs, 3 * secondNs, 4 * secondNs});
    view.storeChanged(feed.absorb());
    QCOMPARE(view.spoken(1), u"Request 1, GET /, 200, answered in 0.4 ms, 0 in flight"_s);
    QCOMPARE(view.spoken(2), u"Request 2, GET /drip, 200, reset by server in 4.000 s, pieces: 3, "
                             "longest gap 2.000 s, answer not whole, 0 in flight"_s);
    const record::Record passedOn = TimelineFeed::passedOn(3, 6 * secondNs, 200 * msNs);
    record::UpstreamTimes times = TimelineFeed::upstreamOf(passedOn);
    feed.addPassedOn(passedOn, "/items", times);
    view.storeChanged(feed.absorb());
    QVERIFY(view.spoken(3).endsWith(u", waiting for the first byte 200 ms"_s));
    times.request = 4;
    times.trouble = 2;
    feed.addPassedOn(TimelineFeed::quick(4, 7 * secondNs, 502), "/items", times);
    view.storeChanged(feed.absorb());
    QVERIFY(view.spoken(4).endsWith(u", The upstream refused the connection"_s));
}

void TestTimelineView::manyLanesScroll()
{
    Fixture fixture;
    for (quint64 id = 1; id <= 3000; ++id)
        fixture.feed.add(TimelineFeed::inFlight(id, qint64(id) * msNs));
    fixture.grow(5 * secondNs);
    QScrollBar *bar = fixture.view.verticalScrollBar();
    QVERIFY(bar->maximum() > 4'000);
    fixture.wheel({0, -240}, 600, {});
    QVERIFY(bar->value() > 0);
    QVERIFY(fixture.view.isLive());
    bar->setValue(bar->maximum());
    fixture.view.grab();
    const int last = fixture.view.viewport()->height() - 40;
    QVERIFY(fixture.view.requestAt({fixture.xOf(4 * secondNs), last}) > 2900);
    fixture.selection.select(10);
    QTest::keyClick(&fixture.view, Qt::Key_N); // scrolls to it
    QVERIFY(bar->value() <= 20);
}

void TestTimelineView::followsThePalette()
{
    Fixture fixture;
    fixture.grow(secondNs);
    const auto corner = [&] { return fixture.view.grab().toImage().pixelColor(40, 300); };
    QCOMPARE(corner(), QColor(Qt::white));
    fixture.view.setPalette(paletteFor(true));
    QCOMPARE(corner(), Theme::forPalette(paletteFor(true)).background);
}

void TestTimelineView::holdsStillInThePast()
{
    Fixture fixture;
    fixture.feed.add(TimelineFeed::inFlight(1, 100 * msNs));
    fixture.grow(60 * secondNs);
    fixture.view.showRange(0, 20 * secondNs);
    const qint64 head = fixture.view.headNs();
    fixture.nowNs = 70 * secondNs;
    // When a slower timer has fired, the view's timer has, too. Bars reach the edge and stay there.
    QTimer slower;
    QSignalSpy ticked(&slower, &QTimer::timeout);
    slower.start(40);
    QTRY_VERIFY(!ticked.isEmpty());
    QCOMPARE(fixture.view.headNs(), head);
    fixture.view.showRange(50 * secondNs, 90 * secondNs);
    fixture.nowNs = 75 * secondNs;
    QTRY_COMPARE(fixture.view.headNs(), 75 * secondNs);
}

QTEST_MAIN(TestTimelineView)
#include "tst_timelineview.moc"
