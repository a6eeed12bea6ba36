#include "windowfixture.h"

#include "integration/rawsocket.h"
#include "panels/problembar.h"
#include "patience.h"
#include "tables/tablespane.h"
#include "theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QTabWidget>
#include <QTcpSocket>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// The window's settings, what it copies, how it reports problems, and how it closes.
class TestWindowState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copiesNoSecrets();
    void copiesNoSecretsOfRefusedLines();
    void setsBrokenSettingsAside_data();
    void setsBrokenSettingsAside();
    void saysWhenSettingsCannotBeSaved();
    void leavesWhenAllIsAnswered();
    void leavesAtOnceWhenAskedTwice();
    void saysThatItStops();
    void saysThatAcceptingPauses();
    void tellsHowConnectionsEnded();
    void quitsWithRequestsInFlight();
    void quitsWithSomeAtAGate();
    void pagesOfOtherOriginsAsk();
    void remembers();
    void fitsItsScreen();
    void titleSaysWhatIsServed();
    void dimTextIsReadable();
    void optionsAreForThisTime();
    void readsFromLeftToRight();
};

namespace {

QAction *actionNamed(const QWidget &window, const QString &text)
{
    for (QAction *action : window.findChildren<QAction *>()) {
        if (action->text().remove(u'&') == text)
            return action;
    }
    return nullptr;
}

} // namespace

void TestWindowState::copiesNoSecrets()
{
    WindowFixture f;
    f.serve();
    QTcpSocket client;
    f.send(client, "POST /echo?token=abc HTTP/1.1\r\nHost: a\r\nCookie: def\r\n"
                   "Content-Length: 12\r\n\r\npassword=ghi"
                   "CONNECT -1:80 HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.requests()->rowCount(), 2);
    auto *table = f.find<QTableView>("requests");
    const auto copied = [](QWidget *widget) {
        widget->setFocus();
        QTest::keyClick(widget, Qt::Key_A, Qt::ControlModifier);
        QGuiApplication::clipboard()->clear();
        QTest::keyClick(widget, Qt::Key_C, Qt::ControlModifier);
        return QGuiApplication::clipboard()->text();
    };
    const QString rows = copied(table);
    QVERIFY2(rows.contains(u"/echo?token=MASKED"_s) && !rows.contains(u"abc"_s), qPrintable(rows));
    QVERIFY2(rows.contains(u"\t'-1:80"_s),
             qPrintable(rows)); // no formula to a spreadsheet

    const int other = f.requests()->index(0, 5).data().toString().startsWith(u"-1:80"_s) ? 0 : 1;
    table->selectRow(1 - other);
    auto *pages = f.find<QTabWidget>("pages");
    auto *ask = f.find<QCheckBox>("withSecrets");
    const auto all = [&] { // the texts of all pages
        QString text;
        for (int page = 1; page < pages->count(); ++page) {
            pages->setCurrentIndex(page);
            for (auto *part : pages->currentWidget()->findChildren<QAbstractScrollArea *>()) {
                if (part->isVisible())
                    text += copied(part) + u'\n';
            }
        }
        return text;
    };
    QTRY_VERIFY(ask->isVisible());
    const QString masked = all();
    QCOMPARE(masked.count(u"Cookie: MASKED"_s), 3); // Request, Raw, cURL
    QCOMPARE(masked.count(u"/echo?token=MASKED"_s), 2);
    QCOMPARE(masked.count(u"password=MASKED"_s), 5); // bodies of Request and Response, Raw, cURL
    QVERIFY2(!masked.contains(u"def"_s) && !masked.contains(u"ghi"_s), qPrintable(masked));
    ask->click();
    const QString plain = all();
    QCOMPARE(plain.count(u"Cookie: def"_s), 3);
    QCOMPARE(plain.count(u"password=ghi"_s), 5);
    QVERIFY(!plain.contains(u"MASKED"_s));
    f.find<QComboBox>("shell")->setCurrentIndex(1); // Command Prompt
    QVERIFY(all().contains(u"-H ^\"Cookie: def^\""_s));
    table->selectRow(other);
    QVERIFY(!ask->isChecked()); // it was checked for the previous request only
}

void TestWindowState::copiesNoSecretsOfRefusedLines()
{
    WindowFixture f;
    f.serve();
    QTcpSocket client;
    f.send(client, "GET http://me:secret@a/?token=abc HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.requests()->rowCount(), 1);
    const QString shown = f.requests()->index(0, 5).data().toString();
    QVERIFY2(shown.startsWith(u"http://me:secret@a/?token=abc — The request target"_s),
             qPrintable(shown));
    auto *table = f.find<QTableView>("requests");
    table->setFocus();
    QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains(u"http://MASKED@a/?token=MASKED — The"_s), qPrintable(copied));
}

void TestWindowState::setsBrokenSettingsAside_data()
{
    QTest::addColumn<QByteArray>("garbage");
    QTest::newRow("half a section") << "\x01\x02 no settings\n[half"_ba;
    QTest::newRow("half a key") << "[window]\ngeometry=1\nappear"_ba;
    QTest::newRow("another file") << "#!/bin/sh\necho hello\n"_ba;
    QTest::newRow("zeros, as a crash may leave") << QByteArray(1000, 0);
}

void TestWindowState::setsBrokenSettingsAside()
{
    QFETCH(QByteArray, garbage);
    WindowFixture f;
    QFile file(f.options.settingsFile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(garbage);
    file.close();
    f.open();
    QVERIFY(f.find<QWidget>("problem")->isVisible());
    QVERIFY(f.window->findChild<ProblemBar *>("problem"_L1)->text().contains(u"settings"_s));
    QFile aside(f.options.settingsFile + u".broken"_s);
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), garbage);
    f.window->close();
    f.window.reset();
    f.open();
    QVERIFY(!f.find<QWidget>("problem")->isVisible());
}

void TestWindowState::saysWhenSettingsCannotBeSaved()
{
    WindowFixture f;
    QFile file(f.options.settingsFile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    f.options.settingsFile += u"/below-a-file.ini"_s;
    f.open();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"could not be saved in .*below"_s));
    QVERIFY(f.window->close());
}

// As on SIGTERM: requests in flight are answered, unless the signal comes again.
void TestWindowState::leavesWhenAllIsAnswered()
{
    WindowFixture f;
    f.serve();
    QTcpSocket client;
    f.send(client, "GET /sleep/800ms HTTP/1.1\r\nHost: a\r\n\r\n"); // longer than a window waits
                                                                    // when it closes
    QTRY_COMPARE(f.session.store().inFlight().size(), 1u);
    f.window->leave();
    QVERIFY(f.window->isVisible());
    QTRY_VERIFY(!f.window->isVisible());
    QTRY_VERIFY(client.bytesAvailable() > 0);
    QVERIFY(client.readAll().startsWith("HTTP/1.1 200 "));
}

void TestWindowState::leavesAtOnceWhenAskedTwice()
{
    WindowFixture f;
    f.serve();
    QTcpSocket client;
    f.send(client, "GET /sleep/9s HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.session.store().inFlight().size(), 1u);
    f.window->leave();
    QVERIFY(f.window->isVisible());
    f.window->leave();
    QVERIFY(!f.window->isVisible());
}

// Nothing moves, and what can't be done is grey.
void TestWindowState::saysThatItStops()
{
    WindowFixture f;
    f.open();
    const auto isEnabled = [&](const QString &name) {
        return actionNamed(*f.window, name)->isEnabled();
    };
    QVERIFY(isEnabled(u"Start"_s) && !isEnabled(u"Stop"_s) && !isEnabled(u"Cancel sending"_s));
    const auto *beside = f.find<QWidget>("strategy");
    const QPoint place = beside->pos();
    f.click("onlyStart");
    QTRY_VERIFY(f.session.isServing());
    QVERIFY(!isEnabled(u"Start"_s) && isEnabled(u"Stop"_s));
    QCOMPARE(beside->pos(), place);
    f.click("send");
    QVERIFY(isEnabled(u"Cancel sending"_s));
    QTRY_VERIFY(!isEnabled(u"Cancel sending"_s));
    QTcpSocket client;
    f.send(client, "GET /sleep/600 HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.session.store().inFlight().size(), 1u);
    f.session.stop();
    QCOMPARE(f.session.state(), Session::State::Stopping);
    QTRY_VERIFY(f.find<QLabel>("status")->text().startsWith(u"Stopping"_s));
    QCOMPARE(beside->pos(), place);
    f.session.stop();
    QTRY_VERIFY(f.find<QLabel>("status")->text().startsWith(u"Not serving"_s));
    QCOMPARE(beside->pos(), place);
}

void TestWindowState::saysThatAcceptingPauses()
{
    WindowFixture f;
    f.open();
    const auto *bar = f.find<QWidget>("crowded");
    QVERIFY(!bar->isVisible());
    QWidget *const before = QApplication::focusWidget();
    Q_EMIT f.session.problemOccurred({Problem::Kind::OutOfDescriptors, u"Too many files."_s});
    QVERIFY(bar->isVisible());
    QCOMPARE(QApplication::focusWidget(),
             before); // this problem may occur often: it must not take the focus
    Q_EMIT f.session.acceptingResumed();
    QVERIFY(!bar->isVisible());
}

void TestWindowState::tellsHowConnectionsEnded()
{
    WindowFixture f;
    f.serve();
    QTcpSocket refused;
    f.send(refused, "nonsense\r\n\r\n");
    QTcpSocket gone;
    f.send(gone, "GET /sleep/9s HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.session.store().inFlight().size(), 1u);
    reset(gone);
    refused.disconnectFromHost();
    QTRY_VERIFY(f.find<QLabel>("status")->text().contains(u"0 connections, 1 refused, 1 reset"_s));
    auto *table = f.find<QTableView>("connections");
    const QAbstractItemModel *connections = table->model();
    QCOMPARE(connections->rowCount(), 0); // the table is hidden: no update
    f.window->findChild<TablesPane *>()->setCurrentWidget(table);
    QStringList states;
    for (int row = 0; row < connections->rowCount(); ++row)
        states += connections->index(row, 2).data().toString();
    states.sort();
    QCOMPARE(states, QStringList({u"refused"_s, u"reset by client"_s}));
}

void TestWindowState::quitsWithRequestsInFlight()
{
    WindowFixture f("/sleep/1m?n={n}");
    f.options.plans.front().targets = {"/sleep/60?n={n}"};
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().inFlight().size(), size_t(8));
    f.window->close();
    const auto *said = f.find<QWidget>("problem");
    QVERIFY(said->isVisible());
    QCOMPARE(said->accessibleName(),
             u"Closing: 8 requests in flight are cut unless they end within 0.5 s."_s);
    QCOMPARE(said->accessibleDescription(), said->accessibleName()); // it was announced
    QTRY_VERIFY(!f.window->isVisible());
    QCOMPARE(f.session.state(), Session::State::Stopped);
}

// They fail at once, and do not wait for someone.
void TestWindowState::quitsWithSomeAtAGate()
{
    WindowFixture f;
    f.options.plans.front().targets = {"/gate/a?n={n}", "/sleep/60?n={n}"};
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().inFlight().size(), size_t(8));
    QTRY_COMPARE(f.session.gates().held(), size_t(4));
    f.window->close();
    QCOMPARE(f.find<QWidget>("problem")->accessibleName(),
             u"Closing: 4 requests in flight are cut unless they end within 0.5 s; "
             "4 requests held at gates fail."_s);
    QTRY_VERIFY(!f.window->isVisible());
}

void TestWindowState::pagesOfOtherOriginsAsk()
{
    WindowFixture f;
    f.serve();
    QTcpSocket client;
    const QByteArray preflight = "OPTIONS /echo?<b> HTTP/1.1\r\nHost: a\r\n"
                                 "Origin: http://localhost:5173\r\n"
                                 "Access-Control-Request-Method: PUT\r\n\r\n";
    f.send(client, preflight);
    QTRY_COMPARE(f.requests()->rowCount(), 1);
    const QString asked = u"A page at http://localhost:5173 asked; turn on CORS to allow it"_s;
    const QModelIndex path = f.requests()->index(0, 5);
    QCOMPARE(path.data().toString(), u"/echo?<b> — "_s + asked + u'.');
    const QString tip = path.data(Qt::ToolTipRole).toString();
    QVERIFY2(tip.contains(asked) && tip.contains(u"?&lt;b&gt; "_s), qPrintable(tip));
    QTRY_VERIFY2(f.summary().contains(asked), qPrintable(f.summary()));
    f.find<QTableView>("requests")->selectRow(0);
    QTRY_VERIFY(f.find<QLabel>("title")->text().endsWith(asked + u'.'));
    auto *cors = f.find<QAction>("cors");
    QVERIFY(!cors->isChecked());
    cors->trigger();
    client.write(preflight);
    QTRY_COMPARE(f.requests()->rowCount(), 2);
    QCOMPARE(f.requests()->index(0, 5).data().toString(), u"/echo?<b>"_s);
    QVERIFY(client.readAll().contains("Access-Control-Allow-Methods: PUT"));
    f.window->close();
    QTRY_COMPARE(f.session.state(), Session::State::Stopped);
    MainWindow next(f.session, f.options);
    QVERIFY(next.findChild<QAction *>(u"cors"_s)->isChecked());
    next.start(); // with the remembered settings
    QTRY_VERIFY(f.session.isServing());
}

void TestWindowState::remembers()
{
    WindowFixture f;
    f.open();
    const QSize size(790, 700); // newer versions of Qt restore what fits the screen
    f.window->resize(size);
    f.find<QLineEdit>("host")->setText(u"::1"_s);
    f.find<QSpinBox>("port")->setValue(4321);
    f.find<QComboBox>("shell")->setCurrentText(u"PowerShell"_s);
    actionNamed(*f.window, u"Dark"_s)->trigger();
    QTRY_VERIFY(f.window->palette().color(QPalette::Base).lightness() < 128);
    f.window->close();
    QApplication::setPalette(QPalette());
    MainWindow next(f.session, f.options);
    QCOMPARE(next.size(), size);
    QCOMPARE(next.findChild<QLineEdit *>(u"host"_s)->text(), u"::1"_s);
    QCOMPARE(next.findChild<QSpinBox *>(u"port"_s)->value(), 4321);
    QCOMPARE(next.findChild<QComboBox *>(u"shell"_s)->currentText(), u"PowerShell"_s);
    QTRY_VERIFY(next.palette().color(QPalette::Base).lightness() < 128);
    QVERIFY(actionNamed(next, u"Dark"_s)->isChecked());
    QApplication::setPalette(QPalette());
}

// A window of a larger screen, or of one that has gone, is moved in.
void TestWindowState::fitsItsScreen()
{
    const QRect room = QGuiApplication::primaryScreen()->availableGeometry();
    WindowFixture f;
    f.window = std::make_unique<MainWindow>(f.session, f.options);
    QVERIFY(room.contains(f.window->geometry()));
    const int lines = f.window->minimumSizeHint().height() / f.window->fontMetrics().height();
    QVERIFY2(lines < 42, QByteArray::number(lines)); // so that it fits 600 pixels
    f.window->setGeometry(5000, 5000, 3000, 3000);
    f.window->close();
    const MainWindow next(f.session, f.options);
    QVERIFY(room.contains(next.geometry()));
}

void TestWindowState::titleSaysWhatIsServed()
{
    WindowFixture f;
    f.open();
    QCOMPARE(f.window->windowTitle(), u"Overlap"_s);
    f.click("onlyStart");
    QTRY_VERIFY(f.session.isServing());
    const QString served = f.session.url().authority();
    QTRY_COMPARE(f.window->windowTitle(), served + u" – Overlap"_s);
    QTcpSocket client;
    f.send(client, "GET /sleep/600 HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.window->windowTitle(), served + u", 1 in flight – Overlap"_s);
    f.session.stop();
    f.session.stop(); // at once
    QTRY_COMPARE(f.window->windowTitle(), u"Overlap"_s);
}

// Systems often make dim text half transparent, with a contrast of less than 4.
void TestWindowState::dimTextIsReadable()
{
    WindowFixture f;
    f.open();
    const auto least = [&] {
        const QPalette palette = f.window->palette();
        const QColor dim = palette.color(QPalette::PlaceholderText);
        return std::min(contrast(dim, palette.color(QPalette::Base)),
                        contrast(dim, palette.color(QPalette::Window)));
    };
    QCOMPARE(f.window->palette().color(QPalette::PlaceholderText).alpha(), 255);
    QVERIFY(least() >= 4.5);
    actionNamed(*f.window, u"Dark"_s)->trigger();
    QTRY_VERIFY(f.window->palette().color(QPalette::Base).lightness() < 128);
    QVERIFY(least() >= 4.5);
    actionNamed(*f.window, u"As the system"_s)->trigger();
    QTRY_VERIFY(f.window->palette().color(QPalette::Base).lightness() > 128);
    QVERIFY(least() >= 4.5);
    QPalette dark; // the system changes
    dark.setColor(QPalette::Base, Qt::black);
    dark.setColor(QPalette::Window, Qt::black);
    dark.setColor(QPalette::Text, Qt::white);
    QApplication::setPalette(dark);
    QTRY_VERIFY(least() >= 4.5);
    QApplication::setPalette(QPalette());
}

// Options hold for one run. They must not make a server listen everywhere, or allow all pages, for
// ever.
void TestWindowState::optionsAreForThisTime()
{
    WindowFixture f;
    f.open();
    f.find<QLineEdit>("host")->setText(u"::1"_s);
    f.find<QSpinBox>("port")->setValue(4321);
    f.window->setStrategy("limited"_L1);
    f.find<QComboBox>("strategy")->setCurrentIndex(1);
    f.window->close();
    const schedule::Counts remembered;
    WindowOptions given = f.options;
    given.overrides.counts.emplace().limit = remembered.limit + 1;
    {
        MainWindow window(f.session, given);
        window.setAddress(u"::"_s, quint16(9));
        window.setStrategy("blocking"_L1);
        window.setCors(true);
        QCOMPARE(window.findChild<QLineEdit *>(u"host"_s)->text(), u"::"_s);
        window.close();
    }
    {
        MainWindow window(f.session, f.options);
        QCOMPARE(window.findChild<QLineEdit *>(u"host"_s)->text(), u"::1"_s);
        QCOMPARE(window.findChild<QSpinBox *>(u"port"_s)->value(), 4321);
        QCOMPARE(window.findChild<QComboBox *>(u"strategy"_s)->currentIndex(), 1);
        QVERIFY(!window.findChild<QAction *>(u"cors"_s)->isChecked());
        // A value that the user changes is remembered.
        window.setAddress(u"::"_s, {});
        window.findChild<QLineEdit *>(u"host"_s)->setText(u"127.0.0.1"_s);
        window.close();
    }
    MainWindow window(f.session, f.options);
    QCOMPARE(window.findChild<QLineEdit *>(u"host"_s)->text(), u"127.0.0.1"_s);
}

void TestWindowState::readsFromLeftToRight()
{
    const auto restore = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
    QApplication::setLayoutDirection(Qt::RightToLeft); // as a theme or -reverse may
    WindowFixture f;
    f.open();
    QCOMPARE(f.window->layoutDirection(), Qt::LeftToRight);
    QCOMPARE(f.find<QTableView>("requests")->layoutDirection(), Qt::LeftToRight);
    QCOMPARE(f.find<QWidget>("timeline")->layoutDirection(), Qt::LeftToRight);
}

QTEST_MAIN(TestWindowState)
#include "tst_windowstate.moc"
