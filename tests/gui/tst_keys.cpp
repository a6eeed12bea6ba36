#include "windowfixture.h"

#include "patience.h"
#include "timeline/timelineview.h"

#include <QApplication>
#include <QDialog>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using State = Session::State;

// What people come for, done by the keyboard alone: the tests press keys and look.
class TestKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }
    void cleanup() { QApplication::setPalette(QPalette()); }
    void start();
    void overlap();
    void notOverlap();
    void oneRequestsSleep();
    void failuresAmong300();
    void compareAndExport();
    void fiveHundredAtOnce();
    void whatTheKeysAre();
    void everyKeyIsListed();
    void menusShowTheKeysOfTheTimeline();
    void menusHaveTheirLetters();
    void dark();
    void stop();
    void quit();
};

namespace {

// Where a key goes: to an open menu, else to what has the focus.
QWidget *listener()
{
    for (QWidget *each : {QApplication::activePopupWidget(), QApplication::focusWidget()}) {
        if (each)
            return each;
    }
    return QApplication::activeWindow();
}

void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
{
    QTest::keyClick(listener(), key, modifiers);
}

void type(const QString &text)
{
    QTest::keyClicks(listener(), text);
}

// Replaces what is in a field.
void fillIn(const QString &text)
{
    press(Qt::Key_A, Qt::ControlModifier);
    type(text);
}

QString focused()
{
    return QApplication::focusWidget() ? QApplication::focusWidget()->objectName() : QString();
}

// Goes from one widget to the next, or from part to part, until the one with this name.
void goTo(const QString &name, Qt::Key key = Qt::Key_Tab)
{
    for (int i = 0; i < 100 && focused() != name; ++i)
        press(key);
    QCOMPARE(focused(), name);
}

// Back from a menu or a dialog. The offscreen platform has no window manager that would do it.
void returnTo(QWidget *window)
{
    window->activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), window);
    QVERIFY(QApplication::focusWidget());
}

// Opens a menu and chooses the entry with this mnemonic.
void choose(Qt::Key menu, Qt::Key entry)
{
    press(menu, Qt::AltModifier);
    QTRY_VERIFY(QApplication::activePopupWidget());
    press(entry);
    QTRY_VERIFY(!QApplication::activePopupWidget());
}

bool isAnswered(const WindowFixture &f, quint64 count)
{
    return f.session.store().total() == count && f.session.store().inFlight().empty() &&
           !f.session.isSending();
}

// What stands beside a name in the details.
QString besides(const WindowFixture &f, const QString &name)
{
    const auto labels = f.window->findChildren<QLabel *>();
    const auto at = std::ranges::find_if(
        labels, [&](const QLabel *label) { return label->text() == name && label->isVisible(); });
    if (at == labels.end())
        return {};
    const auto isBeside = [at](const QLabel *label) {
        return label != *at && label->isVisible() && label->parent() == (*at)->parent() &&
               std::abs(label->geometry().center().y() - (*at)->geometry().center().y()) < 5;
    };
    const auto other = std::ranges::find_if(labels, isBeside);
    return other == labels.end() ? QString() : (*other)->text();
}

} // namespace

void TestKeys::start()
{
    WindowFixture f;
    f.open();
    press(Qt::Key_F5);
    QTRY_VERIFY(f.session.isServing());
}

void TestKeys::overlap()
{
    WindowFixture f;
    f.open();
    press(Qt::Key_Return); // the card says so
    QTRY_VERIFY2(f.summary().contains(u"× overlap"_s), qPrintable(f.summary()));
    press(Qt::Key_B, Qt::ControlModifier); // and again
    QTRY_VERIFY(isAnswered(f, 16));
}

void TestKeys::notOverlap()
{
    WindowFixture f("/sleep/50ms?n={n}");
    f.open();
    press(Qt::Key_F5);
    QTRY_VERIFY(f.session.isServing());
    goTo(u"strategy"_s);
    press(Qt::Key_Down);
    press(Qt::Key_B, Qt::ControlModifier);
    QTRY_VERIFY(isAnswered(f, 8));
    QTRY_VERIFY2(f.summary().contains(u"queued"_s) || f.summary().contains(u"no overlap"_s),
                 qPrintable(f.summary()));
}

void TestKeys::oneRequestsSleep()
{
    WindowFixture f;
    f.open();
    press(Qt::Key_Return);
    QTRY_VERIFY(isAnswered(f, 8));
    goTo(u"timeline"_s, Qt::Key_F6);
    press(Qt::Key_Home);
    press(Qt::Key_N);
    press(Qt::Key_N);
    press(Qt::Key_Return); // its details
    QTRY_VERIFY2(besides(f, u"sleeping"_s).startsWith(u"30"_s) ||
                     besides(f, u"sleeping"_s).startsWith(u"0.3"_s),
                 qPrintable(besides(f, u"sleeping"_s)));
}

void TestKeys::failuresAmong300()
{
    WindowFixture f;
    f.open();
    press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    goTo(u"sendTargets"_s);
    fillIn(u"/sleep/10ms /sleep/10ms /missing"_s);
    goTo(u"sendCount"_s);
    fillIn(u"300"_s);
    goTo(u"sendAtOnce"_s);
    fillIn(u"50"_s);
    press(Qt::Key_Return);
    QTRY_VERIFY(isAnswered(f, 300));
    returnTo(f.window.get()); // from the completions
    press(Qt::Key_F, Qt::ControlModifier);
    type(u"status:4xx"_s);
    press(Qt::Key_Return);
    QTRY_COMPARE(f.requests()->rowCount(), 100);
    goTo(u"requests"_s);
    press(Qt::Key_Home, Qt::ControlModifier);
    press(Qt::Key_Down);
    QTRY_VERIFY(f.find<QLabel>("title")->text().contains(u"404"_s));
}

void TestKeys::compareAndExport()
{
    WindowFixture f;
    f.open();
    press(Qt::Key_K, Qt::ControlModifier);
    auto *compare = f.window->findChild<QDialog *>(u"compare"_s);
    QVERIFY(compare);
    QTRY_COMPARE(QApplication::activeWindow(), compare);
    goTo(u"count"_s);
    fillIn(u"2"_s);
    goTo(u"each"_s);
    fillIn(u"0.05"_s);
    goTo(u"run"_s);
    press(Qt::Key_Space);
    auto *run = compare->findChild<QPushButton *>(u"run"_s);
    QTRY_VERIFY(run->text().contains(u"again"_s));
    goTo(u"export"_s);
    const QString file = f.folder.filePath(u"four.png"_s);
    QTimer typing; // the dialog has an event loop of its own
    connect(&typing, &QTimer::timeout, &typing, [&] {
        const auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeWindow());
        QWidget *const name = dialog ? dialog->focusWidget() : nullptr;
        if (!name)
            return;
        typing.stop();
        QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(name, file);
        QTest::keyClick(name, Qt::Key_Return);
    });
    typing.start(10);
    press(Qt::Key_Space);
    QTRY_VERIFY(!QImage(file).isNull());
    returnTo(compare);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!compare->isVisible());
    returnTo(f.window.get());
}

void TestKeys::fiveHundredAtOnce()
{
    WindowFixture f;
    load::Plan many;
    many.targets = {"/sleep/2s?n={n}"};
    many.count = many.atOnce = 500;
    f.options.plans.push_back(many);
    f.open();
    press(Qt::Key_F5);
    QTRY_VERIFY(f.session.isServing());
    press(Qt::Key_D, Qt::AltModifier); // Send
    QTRY_VERIFY(QApplication::activePopupWidget());
    press(Qt::Key_Down); // from the first entry
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(isAnswered(f, 500), 30'000);
    QTRY_VERIFY2(f.summary().contains(u"peak 500"_s) || f.session.store().lanes().count() > 200,
                 qPrintable(f.summary()));
}

void TestKeys::whatTheKeysAre()
{
    WindowFixture f;
    f.open();
    const QString before = focused();
    press(Qt::Key_F1);
    QTRY_VERIFY(qobject_cast<QDialog *>(QApplication::activeWindow()));
    press(Qt::Key_Escape);
    returnTo(f.window.get());
    QCOMPARE(focused(), before);
    QStringList parts;
    for (int i = 0; i < 4; ++i) {
        press(Qt::Key_F6);
        parts += focused();
    }
    parts.removeDuplicates();
    QCOMPARE(parts.size(), 4);
}

// Those of the menus, and how to sort and to choose columns.
void TestKeys::everyKeyIsListed()
{
    WindowFixture f;
    f.open();
    QStringList shown;
    press(Qt::Key_F1);
    QTRY_VERIFY(qobject_cast<QDialog *>(QApplication::activeWindow()));
    for (const QLabel *label : QApplication::activeWindow()->findChildren<QLabel *>())
        shown += label->text();
    int listed = 0;
    for (const QAction *menu : f.window->menuBar()->actions()) {
        for (const QAction *action : menu->menu()->actions()) {
            const QString key = action->shortcut().toString(QKeySequence::NativeText);
            QVERIFY2(key.isEmpty() || shown.contains(key), qPrintable(key));
            listed += key.isEmpty() ? 0 : 1;
        }
    }
    QVERIFY2(listed > 15, qPrintable(QString::number(listed)));
    QVERIFY(shown.contains(u"Ctrl+K"_s));
    QVERIFY(shown.contains(u"F2"_s) && shown.contains(u"Alt+Right"_s)); // of a menu in a menu
    QVERIFY(shown.join(u'|').contains(u"sort, choose the columns"_s));
    press(Qt::Key_Escape);
    returnTo(f.window.get());
}

void TestKeys::menusShowTheKeysOfTheTimeline()
{
    WindowFixture f;
    f.open();
    QHash<QString, QString> keys;
    for (const QAction *action : f.window->findChildren<QAction *>())
        keys[action->text().remove(u'&')] = action->shortcut().toString();
    QCOMPARE(keys[u"Zoom in"_s], u"+"_s);
    QCOMPARE(keys[u"Zoom out"_s], u"-"_s);
    QCOMPARE(keys[u"Show everything"_s], u"Home"_s);
    QCOMPARE(keys[u"Follow the present"_s], u"End"_s);
    press(Qt::Key_Return);
    QTRY_VERIFY(isAnswered(f, 8));
    auto *timeline = f.find<TimelineView>("timeline");
    timeline->setFocus();
    press(Qt::Key_Home);
    QVERIFY(!timeline->isLive());
    const qint64 all = timeline->toNs() - timeline->fromNs();
    press(Qt::Key_Plus);
    QVERIFY(timeline->toNs() - timeline->fromNs() < all);
    press(Qt::Key_Minus);
    QVERIFY(timeline->toNs() - timeline->fromNs() > all - 1000); // but for rounding
    const bool was = timeline->isByConnection();
    press(Qt::Key_C);
    QCOMPARE(timeline->isByConnection(), !was);
    press(Qt::Key_End);
    QVERIFY(timeline->isLive());
    goTo(u"filter"_s);
    type(u"cf+-"_s); // types
    QCOMPARE(f.find<QLineEdit>("filter")->text(), u"cf+-"_s);
}

// Also letters that are keys of the timeline.
void TestKeys::menusHaveTheirLetters()
{
    WindowFixture f;
    f.open();
    choose(Qt::Key_E, Qt::Key_F);
    returnTo(f.window.get());
    QCOMPARE(focused(), u"filter"_s);
    press(Qt::Key_H, Qt::AltModifier);
    QTRY_VERIFY(QApplication::activePopupWidget());
    press(Qt::Key_L);
    const auto *lessons = f.find<QMenu>("lessonMenu");
    QTRY_COMPARE(QApplication::activePopupWidget(), lessons);
    QVERIFY(!f.find<QWidget>("legend")->isVisible());
    press(Qt::Key_Escape);
    press(Qt::Key_Escape);
    returnTo(f.window.get());
}

void TestKeys::dark()
{
    WindowFixture f;
    f.open();
    choose(Qt::Key_V, Qt::Key_D);
    QTRY_VERIFY(f.window->palette().color(QPalette::Base).lightness() < 128);
    returnTo(f.window.get());
}

void TestKeys::stop()
{
    WindowFixture f("/sleep/60?n={n}");
    f.open();
    press(Qt::Key_Return);
    QTRY_COMPARE(f.session.store().inFlight().size(), size_t(8));
    press(Qt::Key_F5, Qt::ShiftModifier);
    QCOMPARE(f.session.state(), State::Stopping);
    press(Qt::Key_F5, Qt::ShiftModifier); // at once
    QTRY_COMPARE(f.session.state(), State::Stopped);
}

void TestKeys::quit()
{
    WindowFixture f;
    f.open();
    press(Qt::Key_Return);
    QTRY_VERIFY(f.session.isServing());
    choose(Qt::Key_F, Qt::Key_Q);
    QTRY_VERIFY(!f.window->isVisible());
    QTRY_COMPARE(f.session.state(), State::Stopped);
}

QTEST_MAIN(TestKeys)
#include "tst_keys.moc"
