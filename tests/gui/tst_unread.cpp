#include "overlap/analysis/unread.h"
#include "panels/details.h"
#include "selection.h"
#include "timeline/bars.h"
#include "timeline/timelineview.h"
#include "timelinescene.h"

#include <QHelpEvent>
#include <QLabel>
#include <QTextDocumentFragment>
#include <QToolTip>
#include <QtTest>

using namespace overlap;
using namespace overlap::analysis;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using record::Phase;
using record::Record;

// How long a request may have waited unread, since the event loop was blocked.
class TestUnread : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isBounded_data();
    void isBounded();
    void isSaidWhereTheWaitIsLookedFor();
    void isFramedInLanesByConnection();
    void isSaidAsSoonAsTheLoopTells();
};

namespace {

struct Busy // a span of the loop's time, in ms
{
    qint64 from, to;
};

void addBusy(TimelineFeed &feed, const std::vector<Busy> &all)
{
    for (const auto &[from, to] : all)
        feed.journal.write(
            record::LoopSpan{from * msNs, to * msNs, (to - from) * msNs, (to - from) * msNs});
}

// Read at 5 s.
Record read(quint32 ordinal, qint64 idleMs)
{
    Record r = TimelineFeed::quick(2, 5 * secondNs);
    r.connection = 2;
    r.ordinal = ordinal;
    TimelineFeed::setPhase(r, Phase::KeepAliveIdle, idleMs * msNs);
    return r;
}

QString tipOf(TimelineView &view, quint64 id)
{
    const QPoint point = view.barRect(id).center();
    QHelpEvent event(QEvent::ToolTip, point, view.viewport()->mapToGlobal(point));
    QApplication::sendEvent(view.viewport(), &event);
    return QTextDocumentFragment::fromHtml(QToolTip::text())
        .toPlainText()
        .replace(QChar::Nbsp, u' ');
}

} // namespace

void TestUnread::isBounded_data()
{
    QTest::addColumn<std::vector<Busy>>("busy");
    QTest::addColumn<int>("ordinal");
    QTest::addColumn<qint64>("idleMs");
    QTest::addColumn<qint64>("mostMs");
    const auto row = [](const char *name, const std::vector<Busy> &busy, int ordinal, int idleMs,
                        int mostMs) {
        QTest::newRow(name) << busy << ordinal << qint64(idleMs) << qint64(mostMs);
    };
    row("a free loop", {{4990, 4992}}, 1, 4000, 0);
    row("right after a block", {{1000, 5000}}, 2, 4500, 4000);
    row("within an iteration that reads several", {{1000, 9000}}, 2, 4500, 4000);
    row("after several", {{1000, 2000}, {2000, 3000}, {3000, 5000}}, 2, 4500, 4000);
    row("after one and a short iteration", {{1000, 4985}, {4985, 5000}}, 2, 4500, 4000);
    row("a while after a block", {{1000, 4900}}, 2, 4500, 0);
    row("a pause between two", {{1000, 2000}, {2500, 5000}}, 2, 4500, 2500);
    row("after the answer before", {{1000, 5000}}, 2, 1500, 1500);
    row("a new connection, accepted late", {{1000, 5000}}, 1, 1, 4000);
    row("its own handler blocks", {{5000, 7000}}, 2, 4500, 0);
    row("blocked later", {{6000, 7000}}, 2, 4500, 0);
}

void TestUnread::isBounded()
{
    QFETCH(std::vector<Busy>, busy);
    QFETCH(int, ordinal);
    QFETCH(qint64, idleMs);
    QFETCH(qint64, mostMs);
    TimelineFeed feed;
    addBusy(feed, busy);
    feed.absorb();
    const qint64 ns = unreadAtMostNs(feed.store, read(quint32(ordinal), idleMs));
    QCOMPARE_LE(qAbs(ns - mostMs * msNs), 2 * msNs);
    QCOMPARE(unreadText(ns).isEmpty(), mostMs == 0);
}

void TestUnread::isSaidWhereTheWaitIsLookedFor()
{
    TimelineFeed feed;
    addBusy(feed, {{1000, 5000}});
    feed.add(read(2, 4500));
    feed.absorb();
    Selection selection;
    const auto now = [] { return 6 * secondNs; };
    const QString expected = u"aited unread up to 4.0 s: the event loop was blocked"_s;

    Details details(feed.store, selection, now);
    selection.select(2);
    const auto *note = details.findChild<QLabel *>(u"timingNote"_s);
    QVERIFY2(note->text().startsWith(u'W' + expected), qPrintable(note->text()));

    TimelineView view(feed.store, selection, now);
    view.resize(1000, 400);
    view.show();
    view.showRange(4 * secondNs, 5001 * msNs);
    view.grab();
    QVERIFY2(view.spoken(2).endsWith(u'w' + expected), qPrintable(view.spoken(2)));
    QCOMPARE(view.accessibleDescription(), view.spoken(2));
    QTRY_VERIFY(QTest::qWaitForWindowExposed(&view));
    QVERIFY2(tipOf(view, 2).contains(u'w' + expected), qPrintable(tipOf(view, 2)));
}

void TestUnread::isFramedInLanesByConnection()
{
    TimelineFeed feed;
    feed.journal.write(record::ConnectionOpened{2, 500 * msNs, {}, 0});
    addBusy(feed, {{1000, 5000}});
    feed.add(read(1, 4500));
    feed.absorb();
    feed.lanes.setByConnection(true);
    const Scene scene = sceneOf(feed, 0, 10 * secondNs);
    const Bars bars = Bars::of(scene, gridOf(scene));
    QCOMPARE(bars.unread.size(), size_t(1));
    const QRect frame = bars.unread.front();
    QCOMPARE(frame.left(), scene.scale.x(secondNs));
    QCOMPARE(frame.right() + 1, scene.scale.x(5 * secondNs));
    QCOMPARE(bars.idle.front().left(), scene.scale.x(500 * msNs));
    QCOMPARE(bars.idle.front().right() + 1, frame.left());
    feed.lanes.setByConnection(false);
    const Scene packed = sceneOf(feed, 0, 10 * secondNs);
    QVERIFY(Bars::of(packed, gridOf(packed)).unread.empty());
}

// A loop reports an iteration when it has ended, which may be after the request.
void TestUnread::isSaidAsSoonAsTheLoopTells()
{
    TimelineFeed feed;
    feed.add(read(2, 4500));
    feed.absorb();
    Selection selection;
    Details details(feed.store, selection, [] { return 6 * secondNs; });
    selection.select(2);
    const auto *note = details.findChild<QLabel *>(u"timingNote"_s);
    QVERIFY(!note->text().contains(u"unread"_s));
    addBusy(feed, {{1000, 5500}});
    feed.absorb();
    details.refresh();
    QVERIFY2(note->text().contains(u"unread up to 4.0 s"_s), qPrintable(note->text()));
}

QTEST_MAIN(TestUnread)
#include "tst_unread.moc"
