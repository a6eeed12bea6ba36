#include "windowfixture.h"

#include "appearance.h"
#include "panels/problembar.h"
#include "panels/sendpanel.h"
#include "theme.h"
#include "timeline/timelineview.h"
#include "widgets/focusring.h"

#include <QPushButton>
#include <QTabBar>
#include <QTcpServer>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using State = Session::State;

// The keyboard focus is always somewhere, and seen there.
class TestFocus : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyStopIsSeen_data();
    void everyStopIsSeen();
    void rowIsSeen_data();
    void rowIsSeen();
    void startAndStopKeepIt();
    void sendingKeepsIt();
    void panelGivesItBack();
    void problemGivesItBack();
    void cardHandsItOn();
    void clearingKeepsIt();
    void f6ReachesEveryPart();
    void otherLayouts();
};

namespace {

// Empty: something visible and enabled of this window has the focus.
QString lost(const WindowFixture &f)
{
    const QWidget *focused = QApplication::focusWidget();
    if (!focused)
        return u"nothing has the focus"_s;
    const QString name =
        QString::fromLatin1(focused->metaObject()->className()) + u' ' + focused->objectName();
    if (!focused->isVisible() || !focused->isEnabled())
        return name + u" is hidden or disabled"_s;
    if (focused->focusPolicy() == Qt::NoFocus)
        return name + u" takes no keys"_s;
    return f.window->isAncestorOf(focused) ? QString() : name + u" is of another window"_s;
}

void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
{
    QTest::keyClick(QApplication::focusWidget(), key, modifiers);
}

// Goes on with Tab until a widget has the focus.
void tabTo(const QWidget *wanted)
{
    for (int i = 0; i < 100 && QApplication::focusWidget() != wanted; ++i)
        press(Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), wanted);
}

void look(const WindowFixture &f, bool dark)
{
    apply(dark ? Appearance::Dark : Appearance::Light);
    QTRY_COMPARE(f.window->palette().color(QPalette::Base).lightness() < 128, dark);
}

int clearlyChanged(const QImage &before, const QImage &after, const QRect &area)
{
    int changed = 0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x) {
            if (before.pixel(x, y) != after.pixel(x, y))
                changed += contrast(before.pixelColor(x, y), after.pixelColor(x, y)) >= 3;
        }
    }
    return changed;
}

QImage picture(const WindowFixture &f)
{
    return f.window->grab().toImage().convertToFormat(QImage::Format_RGB32);
}

// Where its ring must be, in the window.
QRect ringOf(const WindowFixture &f, const QWidget *focused)
{
    QRect rect = focused->rect();
    if (const auto *tabs = qobject_cast<const QTabBar *>(focused))
        rect = tabs->tabRect(tabs->currentIndex());
    return {focused->mapTo(f.window.get(), rect.topLeft()), rect.size()};
}

} // namespace

void TestFocus::everyStopIsSeen_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

// Tab and F6 go everywhere. As many pixels change clearly as a line around the widget has.
void TestFocus::everyStopIsSeen()
{
    QFETCH(bool, dark);
    const auto restore = qScopeGuard([] { QApplication::setPalette(QPalette()); });
    WindowFixture f;
    f.open();
    look(f, dark);
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    QTRY_VERIFY(!f.session.isSending());
    auto *view = f.find<TimelineView>("timeline");
    view->fitAll();
    QTRY_VERIFY(!view->isTicking());
    view->selectRequest(view->requestsInView(1).at(0)); // shows its details
    f.find<SendPanel>("sendPanel")->open(true);
    f.window->resize(1280, 900);
    QSet<QWidget *> seen;
    QImage before = picture(f);
    for (int i = 0; i < 120; ++i) {
        press(i % 30 == 29 ? Qt::Key_F6 : Qt::Key_Tab);
        QCOMPARE(lost(f), QString());
        QWidget *const focused = QApplication::focusWidget();
        const QImage after = picture(f);
        const QRect ring = ringOf(f, focused);
        const int changed = clearlyChanged(before, after, ring);
        QVERIFY2(changed >= 2 * (ring.width() + ring.height()),
                 qPrintable(u"%1 %2: %3 pixels"_s
                                .arg(QString::fromLatin1(focused->metaObject()->className()),
                                     focused->objectName())
                                .arg(changed)));
        seen.insert(focused);
        before = after;
    }
    QVERIFY2(seen.size() > 20, qPrintable(QString::number(seen.size())));
}

void TestFocus::rowIsSeen_data()
{
    everyStopIsSeen_data();
}

// In a table, also the current row is.
void TestFocus::rowIsSeen()
{
    QFETCH(bool, dark);
    const auto restore = qScopeGuard([] { QApplication::setPalette(QPalette()); });
    WindowFixture f;
    f.open();
    look(f, dark);
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    auto *table = f.find<QTableView>("requests");
    tabTo(table);
    press(Qt::Key_Down);
    const QImage before = picture(f);
    press(Qt::Key_Down, Qt::ControlModifier); // moves, selects nothing
    const QImage after = picture(f);
    const QRect row = table->visualRect(table->currentIndex());
    const QPoint left = table->viewport()->mapTo(f.window.get(), QPoint(0, row.top()));
    const QRect area(left, QSize(table->viewport()->width(), row.height()));
    QVERIFY(clearlyChanged(before, after, area) >= 2 * area.width());
}

void TestFocus::startAndStopKeepIt()
{
    WindowFixture f;
    f.open();
    auto *host = f.find<QWidget>("host");
    tabTo(host);
    press(Qt::Key_Return); // starts: the field is disabled
    QCOMPARE(lost(f), QString());
    QTRY_VERIFY(f.session.isServing());
    QCOMPARE(lost(f), QString());
    QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("start"));
    press(Qt::Key_Space);
    QTRY_COMPARE(f.session.state(), State::Stopped);
    QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("start"));
    for (const char *name : {"open", "copyUrl"}) {
        press(Qt::Key_F5);
        QTRY_VERIFY(f.session.isServing());
        tabTo(f.find<QWidget>(name));
        press(Qt::Key_F5, Qt::ShiftModifier);
        QTRY_COMPARE(f.session.state(), State::Stopped);
        QCOMPARE(lost(f), QString());
        QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("start"));
    }
}

void TestFocus::sendingKeepsIt()
{
    WindowFixture f("/sleep/60?n={n}");
    f.serve();
    tabTo(f.find<QWidget>("send"));
    press(Qt::Key_Space);
    QTRY_COMPARE(f.session.store().inFlight().size(), size_t(8));
    QCOMPARE(lost(f), QString());
    tabTo(f.find<QWidget>("send")); // it cancels now
    press(Qt::Key_Space);
    QTRY_VERIFY(!f.session.isSending());
    QCOMPARE(lost(f), QString());
    tabTo(f.find<QWidget>("send"));
    press(Qt::Key_Space);
    QTRY_VERIFY(!f.session.store().inFlight().empty());
    press(Qt::Key_F5, Qt::ShiftModifier);
    QCOMPARE(f.session.state(), State::Stopping); // there is nothing to send to
    QCOMPARE(lost(f), QString());
    press(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(f.session.state(), State::Stopped);
    QCOMPARE(lost(f), QString());
}

void TestFocus::panelGivesItBack()
{
    WindowFixture f;
    f.serve();
    auto *panel = f.find<QWidget>("sendPanel");
    auto *filter = f.find<QWidget>("filter");
    tabTo(filter);
    press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(panel->isAncestorOf(QApplication::focusWidget()));
    press(Qt::Key_Escape);
    QVERIFY(!panel->isVisible());
    QCOMPARE(QApplication::focusWidget(), filter);
    press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    tabTo(f.find<QWidget>("sendClose"));
    press(Qt::Key_Space);
    QCOMPARE(QApplication::focusWidget(), filter);
    press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    tabTo(f.find<QWidget>("sendNow"));
    press(Qt::Key_Space);
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    QCOMPARE(lost(f), QString());
}

void TestFocus::problemGivesItBack()
{
    QTcpServer other;
    QVERIFY(other.listen(loopback(), unusedPort()));
    WindowFixture f;
    f.open();
    f.window->setAddress({}, other.serverPort());
    auto *problem = f.find<ProblemBar>("problem");
    tabTo(f.find<QWidget>("start"));
    press(Qt::Key_Space);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY(problem->isAncestorOf(QApplication::focusWidget()));
    tabTo(problem->findChild<QPushButton *>(u"dismiss"_s));
    press(Qt::Key_Space);
    QVERIFY(!problem->isVisible());
    QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("start"));
    press(Qt::Key_Space);
    QTRY_VERIFY(problem->isVisible());
    press(Qt::Key_Space); // another port
    QTRY_VERIFY(f.session.isServing());
    QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("start"));
}

void TestFocus::cardHandsItOn()
{
    WindowFixture f;
    f.open();
    tabTo(f.find<QWidget>("onlyStart"));
    press(Qt::Key_Space);
    QTRY_VERIFY(f.session.isServing());
    QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("startAndSend"));
    press(Qt::Key_Return);
    QTRY_VERIFY(!f.find<QWidget>("emptyCard")->isVisible());
    QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("timeline"));
}

void TestFocus::clearingKeepsIt()
{
    WindowFixture f;
    f.open();
    press(Qt::Key_Return);
    for (const char *name : {"requests", "timeline", "pages"}) {
        QTRY_VERIFY(!f.session.isSending() && f.session.store().total() > 0);
        QTRY_VERIFY(f.session.store().inFlight().empty());
        auto *view = f.find<TimelineView>("timeline");
        view->fitAll();
        tabTo(view);
        press(Qt::Key_N);
        QVERIFY(view->selectedRequest() != 0);
        auto *part = f.find<QWidget>(name);
        tabTo(part->focusProxy() ? part->focusProxy() : part);
        if (part->focusProxy()) {
            press(Qt::Key_Right); // a page
            press(Qt::Key_Tab);
        }
        f.session.clear(); // as the menu does
        QCOMPARE(lost(f), QString());
        QTest::keyClick(view, Qt::Key_Escape); // nothing is selected
        QCOMPARE(lost(f), QString());
        press(Qt::Key_B, Qt::ControlModifier);
    }
}

void TestFocus::f6ReachesEveryPart()
{
    WindowFixture f;
    f.serve();
    for (const bool isOpen : {false, true}) {
        f.find<SendPanel>("sendPanel")->open(isOpen);
        QSet<QWidget *> seen;
        for (int i = 0; i < 10; ++i) {
            press(Qt::Key_F6);
            QCOMPARE(lost(f), QString());
            seen.insert(QApplication::focusWidget());
        }
        QCOMPARE(seen.size(), isOpen ? 5 : 4);
    }
}

// A letter key does the same, whatever the layout types there.
void TestFocus::otherLayouts()
{
    WindowFixture f;
    f.serve();
    auto *view = f.find<TimelineView>("timeline");
    const auto type = [view](const QString &text, Qt::KeyboardModifiers modifiers = {}) {
        QKeyEvent event(QEvent::KeyPress, text.front().toUpper().unicode(), modifiers, text);
        QApplication::sendEvent(view, &event);
    };
    for (const QString &c : {u"с"_s, u"ψ"_s, u"ؤ"_s, u"c"_s}) {
        const bool was = view->isByConnection();
        type(c);
        QCOMPARE(view->isByConnection(), !was);
    }
    for (const QString &b : {u"и"_s, u"β"_s, u"נ"_s, u"b"_s}) {
        const bool was = view->isClientShown();
        type(b);
        QCOMPARE(view->isClientShown(), !was);
    }
    type(u"и"_s, Qt::ControlModifier); // where no layout is Latin
    QTRY_COMPARE(f.session.store().total(), quint64(8));
}

QTEST_MAIN(TestFocus)
#include "tst_focus.moc"
