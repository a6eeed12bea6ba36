#include "windowfixture.h"

#include "panels/problembar.h"
#include "patience.h"
#include "timeline/overview.h"
#include "timeline/timelineview.h"

#include <QAccessible>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialog>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTcpServer>
#include <QTcpSocket>
#include <QToolButton>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using State = Session::State;

// The window as people use it: real widgets, a real session, real requests.
class TestMainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void firstEnterShowsOverlap();
    void onlyStartThenSend();
    void portInUse();
    void stopsAndStartsAgain();
    void keysEverywhere();
    void badAddressCantStart();
    void lookingUpCanBeStopped();
    void exposureIsSaid();
    void urlsCanBeConnectedTo_data();
    void urlsCanBeConnectedTo();
    void saysWhatBrowsersRefuse();
    void selectionIsShared();
    void filterNarrowsTheTable();
    void overviewMovesTheTimeline();
    void blockedLoopIsSaid();
    void f6GoesRound();
    void tabReachesEverything();
    void accessibilityTree();
    void barsAreNamed();
    void announces();
    void strategyIsChosen();
    void detailsOfARequest();

public Q_SLOTS:
    void opened(const QUrl &url) { m_opened = url; }

private:
    QUrl m_opened;
};

namespace {

bool saysAll(const QString &text)
{
    return text.contains(u"0.0.0.0"_s) || text.contains(u"[::]"_s);
}

} // namespace

void TestMainWindow::firstEnterShowsOverlap()
{
    WindowFixture f;
    f.open();
    QVERIFY(f.find<QWidget>("emptyCard")->isVisible());
    QCOMPARE(f.summary(), u"Stopped · nothing served yet"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(f.summary().startsWith(u"8 in flight"_s));
    QVERIFY(!f.find<QWidget>("emptyCard")->isVisible());
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    QVERIFY(f.requests()->index(0, 7).data().toString().startsWith(u"sleeping"_s));
    QTRY_VERIFY2(f.summary().contains(u"× overlap"_s), qPrintable(f.summary()));
    QCOMPARE(f.requests()->index(0, 6).data().toString(), u"200"_s);
    QVERIFY(f.find<QLabel>("status")->text().contains(
        f.session.url().authority() + f.session.listening().besides(f.session.url())));
    QTRY_VERIFY(!f.session.isSending());
    QTRY_COMPARE(f.find<QAbstractButton>("send")->text(), u"Send 8 × /sleep/300ms"_s);
}

void TestMainWindow::onlyStartThenSend()
{
    WindowFixture f;
    f.serve();
    QVERIFY(f.find<QWidget>("emptyCard")->isVisible());
    QVERIFY(!f.find<QWidget>("onlyStart")->isVisible());
    QCOMPARE(f.find<QSpinBox>("port")->value(), f.session.url().port());
    f.click("copyUrl");
    QCOMPARE(QGuiApplication::clipboard()->text(),
             u"http://localhost:%1/"_s.arg(f.find<QSpinBox>("port")->value()));
    f.click("send");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    QTRY_VERIFY(!f.find<QWidget>("emptyCard")->isVisible());
}

void TestMainWindow::portInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(loopback(), unusedPort()));
    WindowFixture f;
    f.open();
    f.find<QSpinBox>("port")->setValue(other.serverPort());
    f.click("startAndSend");
    QTRY_VERIFY(f.find<QWidget>("problem")->isVisible());
    QVERIFY(f.find<QLabel>("problemText") != nullptr);
    QCOMPARE(f.session.state(), State::Stopped);
    auto *problem = f.find<QWidget>("problem");
    auto *instead = problem->findChild<QPushButton *>(u"useInstead"_s);
    QVERIFY(instead->isVisible());
    QTest::mouseClick(instead, Qt::LeftButton);
    QTRY_VERIFY(f.session.isServing());
    QVERIFY(!problem->isVisible());
    QVERIFY(f.session.url().port() != other.serverPort());
    QTRY_COMPARE(f.session.store().total(), quint64(8)); // the plan is still sent
}

void TestMainWindow::stopsAndStartsAgain()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().inFlight().size(), size_t(8));
    f.click("start"); // a graceful stop
    QCOMPARE(f.session.state(), State::Stopping);
    QVERIFY(f.find<QPushButton>("start")->text().contains(u"Stop now"_s));
    QTRY_COMPARE(f.session.state(), State::Stopped);
    QTRY_VERIFY(f.summary().startsWith(u"Stopped · peak 8"_s));
    QCOMPARE(f.requests()->rowCount(), 8);
    QTRY_VERIFY(!f.session.isSending());
    f.click("start");
    QTRY_VERIFY(f.session.isServing());
    f.click("send");
    QTRY_COMPARE(f.requests()->rowCount(), 16);
    f.click("start");
    f.click("start"); // stops at once
    QTRY_COMPARE(f.session.state(), State::Stopped);
}

void TestMainWindow::keysEverywhere()
{
    WindowFixture f;
    f.open();
    QTest::keyClick(f.window.get(), Qt::Key_F5);
    QTRY_VERIFY(f.session.isServing());
    QTest::keyClick(f.window.get(), Qt::Key_B, Qt::ControlModifier);
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    QTest::keyClick(f.window.get(), Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(f.session.state(), State::Stopped);
    QTest::keyClick(f.window.get(), Qt::Key_F1);
    QTRY_VERIFY(f.window->findChild<QDialog *>());
    f.window->findChild<QDialog *>()->close();
}

void TestMainWindow::badAddressCantStart()
{
    WindowFixture f;
    f.open();
    auto *host = f.find<QLineEdit>("host");
    QCOMPARE(host->text(), u"localhost"_s);
    for (const auto &[text, valid] : {std::pair(u"127.0.0"_s, false),
                                      {u"example org"_s, false},
                                      {u""_s, false},
                                      {u"[::1]"_s, true},
                                      {u"mybox"_s, true},
                                      {u"LOCALHOST"_s, true}}) {
        host->setText(text);
        QCOMPARE(f.find<QPushButton>("start")->isEnabled(), valid);
    }
}

// A name server may be slow.
void TestMainWindow::lookingUpCanBeStopped()
{
    WindowFixture f;
    f.open();
    f.find<QLineEdit>("host")->setText(u"nobody.invalid"_s);
    f.click("start");
    QCOMPARE(f.session.state(), State::Starting);
    f.click("start");
    QCOMPARE(f.session.state(), State::Stopped);
    QVERIFY(!f.find<QWidget>("problem")->isVisible());
}

void TestMainWindow::exposureIsSaid()
{
    WindowFixture f;
    f.open();
    f.find<QLineEdit>("host")->setText(u"::"_s);
    f.click("start");
    QTRY_VERIFY(f.session.isServing());
    auto *exposure = f.find<ProblemBar>("exposure");
    QVERIFY(exposure->isVisible());
    QVERIFY(exposure->text().startsWith(u"Other machines"_s));
    QVERIFY2(!saysAll(exposure->text()), qPrintable(exposure->text()));
    f.click("start");
    QTRY_COMPARE(f.session.state(), State::Stopped);
    QVERIFY(!f.find<QWidget>("exposure")->isVisible());
}

// "All addresses" is no address to connect to.
void TestMainWindow::urlsCanBeConnectedTo_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("here");
    QTest::newRow("all") << u"::"_s << u"localhost"_s;
    if (hasAddress(QHostAddress(QHostAddress::LocalHost)))
        QTest::newRow("all of IPv4") << u"0.0.0.0"_s << u"127.0.0.1"_s;
}

void TestMainWindow::urlsCanBeConnectedTo()
{
    QFETCH(QString, host);
    QFETCH(QString, here);
    WindowFixture f;
    f.open();
    f.find<QLineEdit>("host")->setText(host);
    f.click("start");
    QTRY_VERIFY(f.session.isServing());
    const QUrl wanted(u"http://%1:%2/"_s.arg(here).arg(f.find<QSpinBox>("port")->value()));
    m_opened.clear();
    QDesktopServices::setUrlHandler(u"http"_s, this, "opened");
    f.click("open");
    QDesktopServices::unsetUrlHandler(u"http"_s);
    QCOMPARE(m_opened, wanted);
    f.click("copyUrl");
    QCOMPARE(QGuiApplication::clipboard()->text(), wanted.toString());
    QVERIFY(!saysAll(f.find<QLabel>("emptyCardText")->text()));

    QMenu *menu = f.find<QToolButton>("copyUrl")->menu();
    Q_EMIT menu->aboutToShow();
    for (QAction *action : menu->actions()) {
        if (action->isSeparator())
            continue;
        action->trigger();
        const QUrl url(QGuiApplication::clipboard()->text());
        QCOMPARE(url.toString(), action->text());
        const QHostAddress address(url.host());
        QVERIFY2(address.isNull() || hasAddress(address), qPrintable(url.toString()));
        QVERIFY2(!saysAll(action->text()), qPrintable(action->text()));
    }
}

void TestMainWindow::saysWhatBrowsersRefuse()
{
    constexpr quint16 refused[] = {6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080};
    const auto port = std::ranges::find_if(refused, [](quint16 each) {
        return QTcpServer().listen(QHostAddress::AnyIPv4, each) &&
               QTcpServer().listen(QHostAddress::AnyIPv6, each);
    });
    if (port == std::end(refused))
        QSKIP("Others listen on all of them");
    WindowFixture f;
    f.open();
    f.find<QSpinBox>("port")->setValue(*port);
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8)); // it serves nevertheless
    auto *problem = f.find<ProblemBar>("problem");
    QVERIFY(problem->isVisible());
    QCOMPARE(problem->text(),
             u"Browsers refuse port %1: choose another, such as 8080."_s.arg(*port));
    f.window->start(); // already serving: nothing happens
    QVERIFY(problem->isVisible());
}

void TestMainWindow::selectionIsShared()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    auto *timeline = f.find<TimelineView>("timeline");
    QTest::keyClick(timeline->viewport(), Qt::Key_P);
    auto *table = f.find<QTableView>("requests");
    QTRY_VERIFY(table->selectionModel()->hasSelection());
    table->selectRow(2);
    const QString number = f.requests()->index(2, 0).data().toString();
    QTRY_VERIFY(f.find<QLabel>("title")->text().startsWith(u'#' + number + u' '));
}

void TestMainWindow::filterNarrowsTheTable()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    QTest::keyClick(f.window.get(), Qt::Key_F, Qt::ControlModifier);
    auto *edit = f.find<QLineEdit>("filter");
    QTRY_VERIFY(edit->hasFocus());
    QTest::keyClicks(edit, u"path:n=3"_s);
    QTRY_COMPARE(f.requests()->rowCount(), 1);
    QTest::keyClicks(edit, u" dur>soon"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(edit->accessibleDescription().contains(u"dur>1s"_s));
    QCOMPARE(f.requests()->rowCount(), 1); // unchanged
    QTest::keyClick(edit, Qt::Key_Escape);
    QCOMPARE(f.requests()->rowCount(), 8);
    QVERIFY(edit->accessibleDescription().isEmpty());
}

void TestMainWindow::overviewMovesTheTimeline()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    auto *timeline = f.find<TimelineView>("timeline");
    auto *overview = f.find<Overview>("overview");
    timeline->showRange(timeline->fromNs(), timeline->fromNs() + 400'000'000);
    QTRY_VERIFY(overview->brush().width() > 20);
    const QRect brush = overview->brush();
    const qint64 before = timeline->fromNs();
    const qint64 width = timeline->toNs() - before;
    QTest::mousePress(overview, Qt::LeftButton, {}, brush.center());
    QTest::mouseMove(overview, brush.center() + QPoint(40, 0));
    QTest::mouseRelease(overview, Qt::LeftButton, {}, brush.center() + QPoint(40, 0));
    QVERIFY(timeline->fromNs() > before);
    QCOMPARE(timeline->toNs() - timeline->fromNs(), width);
    const QRect moved = overview->brush();
    QTest::mousePress(overview, Qt::LeftButton, {}, QPoint(moved.right(), moved.center().y()));
    QTest::mouseMove(overview, QPoint(moved.right() + 30, moved.center().y()));
    QTest::mouseRelease(overview, Qt::LeftButton, {}, QPoint(moved.right() + 30, 5));
    QVERIFY(timeline->toNs() - timeline->fromNs() > width);
}

void TestMainWindow::blockedLoopIsSaid()
{
    WindowFixture f("/compute/700ms");
    f.options.plans[0].count = 1;
    f.open();
    f.click("startAndSend");
    QTRY_VERIFY(f.summary().contains(u"event loop blocked by GET /compute/700ms"_s));
    QTRY_COMPARE(f.session.store().total(), quint64(1));
    QTRY_VERIFY(!f.summary().contains(u"blocked"_s));
    const auto &loop = f.session.store().loops().at(0);
    QTRY_VERIFY(!loop.blockedIn(0, f.session.nowNs()).empty());
    QTRY_VERIFY(f.find<QLabel>("status")->text().contains(u"loop lag p99"_s));
}

void TestMainWindow::f6GoesRound()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    f.find<TimelineView>("timeline")->setFocus();
    std::vector<QWidget *> seen;
    for (int i = 0; i < 4; ++i) {
        QTest::keyClick(f.window.get(), Qt::Key_F6);
        QWidget *focused = QApplication::focusWidget();
        QVERIFY(focused && std::ranges::find(seen, focused) == seen.end());
        seen.push_back(focused);
    }
    QCOMPARE(seen.back(), static_cast<QWidget *>(f.find<TimelineView>("timeline")));
}

// Tab visits all widgets that accept the focus and returns to the first. Shift+Tab goes the other
// way.
void TestMainWindow::tabReachesEverything()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    auto *view = f.find<TimelineView>("timeline");
    view->selectRequest(view->requestsInView(1).at(0));
    QSet<QWidget *> wanted;
    for (QWidget *widget : f.window->findChildren<QWidget *>()) {
        const bool takes = widget->isVisible() && widget->isEnabled() && !widget->focusProxy() &&
                           (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
        if (takes)
            wanted.insert(widget);
    }
    QVERIFY(wanted.size() > 10);
    for (const char *name : {"start", "send", "live", "timeline", "requests", "filter"})
        QVERIFY2(wanted.contains(f.find<QWidget>(name)), name);
    for (const auto modifier : {Qt::NoModifier, Qt::ShiftModifier}) {
        view->setFocus();
        QSet<QWidget *> left = wanted;
        for (int i = 0; i < 3 * wanted.size() && !left.isEmpty(); ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab, modifier);
            left.remove(QApplication::focusWidget());
        }
        QStringList names;
        for (const QWidget *widget : std::as_const(left))
            names += QString::fromLatin1(widget->metaObject()->className()) + u' ' +
                     widget->objectName();
        QCOMPARE(names, QStringList());
    }
}

// Every control has an accessible name.
void TestMainWindow::accessibilityTree()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    QTRY_VERIFY(f.requests()->rowCount() >= 8);
    auto *view = f.find<TimelineView>("timeline");
    view->selectRequest(view->requestsInView(1).at(0)); // shows its details
    const QSet<QAccessible::Role> operable = {
        QAccessible::Button,       QAccessible::CheckBox,  QAccessible::ComboBox,
        QAccessible::EditableText, QAccessible::SpinBox,   QAccessible::Table,
        QAccessible::List,         QAccessible::ListItem,  QAccessible::PageTab,
        QAccessible::MenuItem,     QAccessible::ButtonMenu};
    int seen = 0;
    const std::function<void(QAccessibleInterface *)> walk = [&](QAccessibleInterface *each) {
        QVERIFY(each && each->isValid());
        const bool hidden = each->state().invisible || each->state().offscreen;
        if (!hidden && operable.contains(each->role())) {
            ++seen;
            const QObject *object = each->object();
            QVERIFY2(!each->text(QAccessible::Name).isEmpty(),
                     qPrintable(u"role %1, %2 %3 has no name"_s.arg(
                         QString::number(each->role()),
                         QString::fromLatin1(object ? object->metaObject()->className() : ""),
                         object ? object->objectName() : QString())));
        }
        const QString description = each->text(QAccessible::Description);
        QVERIFY2(!description.contains(u'<') && !description.contains(u"&"),
                 qPrintable(description));
        if (each->role() == QAccessible::Table)
            return; // Qt provides it
        for (int i = 0; i < each->childCount(); ++i)
            walk(each->child(i));
    };
    walk(QAccessible::queryAccessibleInterface(f.window.get()));
    QVERIFY2(seen > 30, qPrintable(QString::number(seen)));
}

void TestMainWindow::barsAreNamed()
{
    WindowFixture f;
    f.open();
    f.click("startAndSend");
    auto *view = f.find<TimelineView>("timeline");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    view->fitAll();
    view->grab();
    QAccessibleInterface *timeline = QAccessible::queryAccessibleInterface(view);
    QCOMPARE(timeline->role(), QAccessible::List);
    QCOMPARE(timeline->childCount(), 8);
    QAccessibleInterface *bar = timeline->child(3);
    const QString name = bar->text(QAccessible::Name);
    QVERIFY2(name.startsWith(u"Request "_s) && name.contains(u"GET /sleep/300ms?n="_s),
             qPrintable(name));
    QCOMPARE(bar->parent(), timeline);
    QVERIFY(timeline->rect().contains(bar->rect()));
    const QPoint middle = bar->rect().center();
    QCOMPARE(timeline->childAt(middle.x(), middle.y()), bar);
    QVERIFY(!bar->state().selected);
    bar->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QVERIFY(bar->state().selected);
    QVERIFY(name.startsWith(u"Request %1,"_s.arg(view->selectedRequest())));
    view->setFocus();
    QCOMPARE(timeline->focusChild(), bar);
    f.session.clear();
    QVERIFY(!bar->isValid()); // the store has forgotten it
    QCOMPARE(timeline->childCount(), 0);
}

void TestMainWindow::announces()
{
    WindowFixture f("/compute/400ms?n={n}");
    f.open();
    const auto *status = f.find<QLabel>("status");
    const auto hasSaid = [&](const QString &text) {
        return status->accessibleDescription().contains(text);
    };
    f.click("startAndSend");
    QTRY_VERIFY(hasSaid(u"Serving at http://localhost:"_s));
    QTRY_VERIFY(hasSaid(u"blocked"_s));
    QTRY_COMPARE_WITH_TIMEOUT(f.session.store().total(), quint64(8), 30'000);
    f.session.stop();
    QTRY_VERIFY(hasSaid(u"Stopped"_s));
}

// Chooses One at a time by the keyboard while it serves: requests queue. The choice is remembered.
void TestMainWindow::strategyIsChosen()
{
    WindowFixture f("/sleep/100ms?n={n}");
    f.serve();
    auto *strategy = f.find<QComboBox>("strategy");
    QCOMPARE(strategy->currentText(), u"Concurrent"_s);
    strategy->setFocus();
    QTest::keyClick(strategy, Qt::Key_Down);
    QCOMPARE(strategy->currentText(), u"One at a time"_s);
    QVERIFY(!strategy->toolTip().isEmpty());
    f.click("startAndSend");
    const auto isQueued = [](const record::InFlight &flight) {
        return flight.record.phase == record::Phase::Queued;
    };
    QTRY_VERIFY(std::ranges::count_if(f.session.store().inFlight(), isQueued) > 4);
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    QVERIFY(f.session.store().lanes().count() >= 8); // all were in flight at once, queued
    f.window->close();
    f.window.reset();
    f.open();
    QCOMPARE(f.find<QComboBox>("strategy")->currentText(), u"One at a time"_s);
}

void TestMainWindow::detailsOfARequest()
{
    WindowFixture f;
    f.serve();
    QTcpSocket client;
    f.send(client,
           "POST /echo HTTP/1.1\r\nHost: a\r\nX-Evil: <b>bold</b>\r\nContent-Length: 3\r\n\r\n"
           "a\x1b"
           "b");
    QTRY_COMPARE(f.requests()->rowCount(), 1);
    f.find<QTableView>("requests")->selectRow(0);
    QCOMPARE(f.find<QLabel>("title")->text(),
             u"#1 POST /echo → 200 OK · connection 1, request 1"_s);
    auto *pages = f.find<QTabWidget>("pages");
    f.find<QComboBox>("shell")->setCurrentIndex(0); // POSIX shell
    QStringList texts;
    for (const auto *text : pages->findChildren<QPlainTextEdit *>())
        texts.append(text->toPlainText());
    const QString all = texts.join(u'\n');
    QVERIFY(all.contains(u"61 1b 62"_s));                 // the body, as hex
    QVERIFY(all.contains(u"X-Evil: <b>bold</b>"_s));      // raw
    QVERIFY(all.contains(u"-H 'X-Evil: <b>bold</b>'"_s)); // cURL
    QVERIFY(all.contains(u"printf 'a\\033b' |"_s));
    QVERIFY(!all.contains(QChar(0x1b)));
    f.find<TimelineView>("timeline")->setFocus();
    QTest::keyClick(f.find<TimelineView>("timeline"), Qt::Key_Escape);
    QVERIFY(!f.find<QLabel>("title")->isVisible());
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
