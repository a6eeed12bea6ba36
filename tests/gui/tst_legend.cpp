#include "windowfixture.h"

#include "appearance.h"
#include "overlap/record/names.h"
#include "terms.h"
#include "theme.h"
#include "timeline/timelineview.h"
#include "widgets/scrollpage.h"

#include <QAction>
#include <QHelpEvent>
#include <QLabel>
#include <QToolButton>
#include <QToolTip>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// What the picture means is said in the window.
class TestLegend : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void opensByKeyMenuAndButton();
    void coversNoBars();
    void explainsAllThatIsDrawn();
    void drawsAsTheTimelineDoes_data();
    void drawsAsTheTimelineDoes();
    void namesHaveToolTips();
    void statusIsExplained();
};

namespace {

QWidget *legendOf(const WindowFixture &f)
{
    return f.find<QWidget>("legend");
}

// The tool tip at a point of the timeline; empty: none.
QString tipAt(TimelineView *view, QPoint point)
{
    QHelpEvent event(QEvent::ToolTip, point, view->viewport()->mapToGlobal(point));
    QToolTip::hideText();
    QApplication::sendEvent(view->viewport(), &event);
    return QToolTip::isVisible() ? QToolTip::text() : QString();
}

} // namespace

void TestLegend::opensByKeyMenuAndButton()
{
    WindowFixture f;
    f.serve();
    const QWidget *legend = legendOf(f);
    const auto *action = f.find<QAction>("showLegend");
    QVERIFY(!legend->isVisible());
    auto *view = f.find<TimelineView>("timeline");
    view->setFocus();
    QTest::keyClick(view, Qt::Key_L);
    QVERIFY(legend->isVisible() && action->isChecked());
    QVERIFY(legend->isAncestorOf(QApplication::focusWidget())); // the arrow keys scroll
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_L);
    QVERIFY(!legend->isVisible() && !action->isChecked());
    QCOMPARE(QApplication::focusWidget(), view);
    f.click("legendButton");
    QVERIFY(legend->isVisible() && action->isChecked());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!legend->isVisible() && !action->isChecked());
    f.click("legendButton");
    f.click("closeLegend");
    QVERIFY(!legend->isVisible() && !action->isChecked());
    QCOMPARE(QApplication::focusWidget(), view);
}

void TestLegend::coversNoBars()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    auto *view = f.find<TimelineView>("timeline");
    QTest::keyClick(view, Qt::Key_L);
    const QWidget *legend = legendOf(f);
    const auto areaOf = [&f](const QWidget *widget) {
        return QRect(widget->mapTo(f.window.get(), QPoint()), widget->size());
    };
    QTRY_VERIFY(!areaOf(legend).intersects(areaOf(view)));
    QCOMPARE(legend->window(), f.window.get());
    QVERIFY(view->width() >= f.window->width() / 3);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
    QVERIFY(!legend->isAncestorOf(QApplication::focusWidget()) && legend->isVisible());
    view->setFocus();
    QTest::keyClick(view, Qt::Key_F6);
    QVERIFY(legend->isAncestorOf(QApplication::focusWidget()));
}

void TestLegend::explainsAllThatIsDrawn()
{
    WindowFixture f;
    f.open();
    QStringList texts;
    for (const QLabel *label : legendOf(f)->findChildren<QLabel *>())
        texts += label->text();
    for (int phase = 0; phase < record::phaseCount; ++phase) {
        QVERIFY(texts.contains(record::phaseName(record::Phase(phase))));
        QVERIFY(texts.contains(meaningOf(record::Phase(phase))));
    }
    for (int step = 0; step < int(analysis::UpstreamStep::Receiving); ++step) {
        QVERIFY(texts.contains(nameOf(analysis::UpstreamStep(step))));
        QVERIFY(texts.contains(meaningOf(analysis::UpstreamStep(step))));
    }
    for (const Term term :
         {Term::InFlight, Term::EventLoop, Term::Client, Term::OneIn, Term::Lane, Term::FirstByte,
          Term::Torn, Term::Unread, Term::LoopLag, Term::Dropped, Term::Paint}) {
        QVERIFY(texts.contains(nameOf(term)));
        QVERIFY(texts.contains(meaningOf(term)));
    }
}

void TestLegend::drawsAsTheTimelineDoes_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestLegend::drawsAsTheTimelineDoes()
{
    QFETCH(bool, dark);
    const auto restore = qScopeGuard([] { QApplication::setPalette(QPalette()); });
    WindowFixture f;
    f.open();
    apply(dark ? Appearance::Dark : Appearance::Light);
    QTRY_COMPARE(legendOf(f)->palette().color(QPalette::Base).lightness() < 128, dark);
    legendOf(f)->show();
    const QImage image = legendOf(f)->findChild<ScrollPage *>()->widget()->grab().toImage();
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            colours += image.pixel(x, y);
    }
    const Theme theme = Theme::forPalette(paletteFor(dark));
    for (const QColor &colour : theme.phase)
        QVERIFY2(colours.contains(colour.rgb()), qPrintable(colour.name()));
    QVERIFY(colours.contains(theme.error.rgb()) && colours.contains(theme.graphFill.rgb()));
}

void TestLegend::namesHaveToolTips()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    auto *view = f.find<TimelineView>("timeline");
    view->fitAll();
    view->grab();
    QStringList seen;
    for (int y = 0; y < view->viewport()->height(); ++y)
        seen += tipAt(view, {20, y});
    seen.removeDuplicates();
    seen.removeAll(QString());
    const QStringList expected = {meaningOf(Term::InFlight), meaningOf(Term::EventLoop),
                                  meaningOf(Term::Client), meaningOf(Term::Lane)};
    QCOMPARE(seen.size(), expected.size());
    for (int i = 0; i < expected.size(); ++i)
        QVERIFY2(seen[i].contains(expected[i].first(20)), qPrintable(seen[i]));
    QTest::keyClick(view, Qt::Key_C);
    view->grab();
    const QRect bar = view->barRect(view->requestsInView(1).at(0));
    QVERIFY(
        tipAt(view, {20, bar.center().y()}).contains(meaningOf(Term::ConnectionLane).first(20)));
}

void TestLegend::statusIsExplained()
{
    WindowFixture f;
    f.open();
    const auto *status = f.find<QLabel>("status");
    for (const Term term : {Term::LoopLag, Term::Dropped, Term::Paint})
        QVERIFY(status->toolTip().contains(meaningOf(term).toHtmlEscaped().first(20)));
    QVERIFY(!status->accessibleDescription().contains(u'<'));
}

QTEST_MAIN(TestLegend)
#include "tst_legend.moc"
