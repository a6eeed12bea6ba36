#include "lessonfixture.h"

#include "panels/problembar.h"
#include "timeline/timelineview.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSettings>
#include <QTabBar>
#include <QTcpServer>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using State = Session::State;

// The lessons in the window: how one goes through them, what they show, and what they leave behind.
class TestLessons : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void opensByMenuKeyButtonAndOption();
    void unknownNumberOpensNothing();
    void closesByKeyAndButton();
    void goesByKeys();
    void goesByClicks();
    void picksByNumber();
    void enterPicks();
    void keepsWhatItShowed();
    void nextRunWaits();
    void saysThatItWaits();
    void asksFirst();
    void tellsWhatWasMeasured();
    void saysIfItWasTooBusy();
    void saysWhyItCouldNotRun();
    void showsWhoIsWhere();
    void showsWhoHoldsTheLoop();
    void timesAreOfTheRun();
    void showsRustToo();
    void copiesTheCommand();
    void timelineShowsTheRun();
    void timelineMagnifiesAMoment();
    void timelineStaysWhereItIsMoved();
    void cancels();
    void stoppingByHandEndsIt();
    void givesTheStrategyBack();
    void givesTheServerBack_data();
    void givesTheServerBack();
    void givesBackInTheMidst();
    void opensAgainWhileItGivesBack();
    void quitsInTheMidst();
    void handMadeChoicesStay();
    void startedByHandStays();
    void stoppedByHandStays();
    void corsStays();
    void keepsProgress();
    void anotherLessonDropsTheRun();
    void isSpoken();
    void emptyListOpensNothing();
};

namespace {

// The menu's entries, as they are when it is open; a tick is "✓".
QStringList menuOf(const LessonFixture &f)
{
    auto *menu = f.find<QMenu>("lessonMenu");
    Q_EMIT menu->aboutToShow();
    QStringList entries;
    for (const QAction *action : menu->actions())
        entries += (action->isChecked() ? u"✓"_s : QString()) + action->text().remove(u'&');
    return entries;
}

QString strategyOf(const LessonFixture &f)
{
    return f.find<QComboBox>("strategy")->currentText();
}

// One whose requests wait until they are cancelled.
lesson::Lesson endlessLesson()
{
    lesson::Lesson lesson = quickLesson(1, u"endless"_s);
    lesson.strategy.name = QLatin1StringView("concurrent");
    lesson.plan.targets = {"/sleep/60s?n={n}"};
    return lesson;
}

// Runs the lesson until its requests are in flight; so long that a client which leaves has given
// up.
void runOn(const LessonFixture &f)
{
    f.pick(1);
    f.find<QPushButton>("runLesson")->click();
    QTRY_COMPARE(f.session.store().inFlight().size(), size_t(2));
    const qint64 sinceNs = f.session.nowNs();
    QTRY_VERIFY(f.session.nowNs() - sinceNs > 200'000'000);
}

} // namespace

void TestLessons::opensByMenuKeyButtonAndOption()
{
    LessonFixture f;
    f.open();
    QVERIFY(!f.panel()->isVisible());
    QCOMPARE(menuOf(f).last(3),
             QStringList({u"1  About first"_s, u"2  About second"_s, u"3  About third"_s}));
    f.press(Qt::Key_F2);
    QVERIFY(f.isShown("lessons") && !f.isShown("pages"));
    QCOMPARE(f.text("lessonHeading"), u"1  About first"_s);
    f.press(Qt::Key_F2);
    QVERIFY(!f.isShown("lessons"));
    f.click("openLessons"); // of the card
    QVERIFY(f.isShown("lessons") && !f.isShown("emptyCard"));
    f.panel()->leave();
    QVERIFY(f.isShown("emptyCard"));
    f.find<QMenu>("lessonMenu")->actions().last()->trigger();
    QCOMPARE(f.text("lessonHeading"), u"3  About third"_s);
    QCOMPARE(f.text("lessonPlace"), u"3 of 3"_s);

    LessonFixture other;
    other.options.lesson = 2;
    other.open();
    QVERIFY(other.isShown("lessons"));
    QCOMPARE(other.text("lessonHeading"), u"2  About second"_s);
    QVERIFY(other.panel()->isAncestorOf(QApplication::focusWidget()));
}

void TestLessons::unknownNumberOpensNothing()
{
    LessonFixture f;
    f.options.lesson = 17;
    f.open();
    QVERIFY(!f.isShown("lessons") && f.isShown("emptyCard"));
}

void TestLessons::emptyListOpensNothing()
{
    LessonFixture f;
    f.options.lessons.clear();
    f.open();
    f.press(Qt::Key_F2);
    f.click("openLessons");
    QVERIFY(!f.isShown("lessons"));
}

void TestLessons::closesByKeyAndButton()
{
    LessonFixture f;
    f.open();
    QWidget *const before = QApplication::focusWidget();
    f.press(Qt::Key_F2);
    QVERIFY(f.panel()->isAncestorOf(QApplication::focusWidget()));
    f.press(Qt::Key_Escape);
    QVERIFY(!f.isShown("lessons"));
    QCOMPARE(QApplication::focusWidget(), before);
    f.press(Qt::Key_F2);
    f.click("closeLessons");
    QVERIFY(!f.isShown("lessons"));
}

// All of them, by keys alone: Tab to the answers, Space, Enter runs, Tab and Enter go on.
void TestLessons::goesByKeys()
{
    LessonFixture f;
    f.open();
    f.press(Qt::Key_F2);
    for (int number = 1; number <= 3; ++number) {
        QVERIFY(f.text("lessonHeading").startsWith(QString::number(number)));
        QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("lessonScroll")); // reads
        for (int i = 0; i < 10 && !qobject_cast<QRadioButton *>(QApplication::focusWidget()); ++i)
            f.press(Qt::Key_Tab);
        f.press(Qt::Key_Down); // picks
        f.press(Qt::Key_Down);
        QVERIFY(f.find<QRadioButton>("answer3")->isChecked());
        f.press(Qt::Key_Return);
        QVERIFY(f.panel()->isRunning());
        QTRY_VERIFY(!f.panel()->isRunning());
        QCOMPARE(f.text("resultHeading"), u"As you predicted"_s);
        QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("runLesson"));
        QCOMPARE(f.isShown("nextLesson"), number < 3);
        if (number < 3) {
            f.press(Qt::Key_Tab);
            QCOMPARE(QApplication::focusWidget(), f.find<QWidget>("nextLesson"));
            f.press(Qt::Key_Return);
        }
    }
    f.press(Qt::Key_Right, Qt::AltModifier); // there is none
    QCOMPARE(f.text("lessonPlace"), u"3 of 3"_s);
    f.press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(f.text("lessonPlace"), u"2 of 3"_s);
    QVERIFY(f.isShown("lessonResult")); // as it was
    QVERIFY(f.find<QRadioButton>("answer3")->isChecked());
    f.press(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(f.text("lessonPlace"), u"3 of 3"_s);
    QCOMPARE(menuOf(f).filter(u"✓"_s).size(), 3);
}

void TestLessons::goesByClicks()
{
    LessonFixture f;
    f.open();
    f.click("openLessons");
    for (int number = 1; number <= 3; ++number) {
        auto *answer = f.find<QRadioButton>("answer2");
        QTest::mouseClick(answer, Qt::LeftButton, {}, QPoint(8, answer->height() / 2));
        QVERIFY(answer->isChecked());
        f.click("runLesson");
        QTRY_VERIFY(f.isShown("lessonResult"));
        QCOMPARE(f.text("resultHeading"), u"Not as you predicted"_s);
        if (number < 3)
            f.click("nextLesson");
    }
    f.click("lessonBefore");
    QCOMPARE(f.text("lessonPlace"), u"2 of 3"_s);
    f.click("lessonAfter");
    QCOMPARE(f.text("lessonPlace"), u"3 of 3"_s);
    QVERIFY(!f.find<QWidget>("lessonAfter")->isEnabled());
}

// From wherever one reads.
void TestLessons::picksByNumber()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    f.press(Qt::Key_4); // there are three
    QVERIFY(!f.find<QWidget>("runLesson")->isEnabled());
    f.press(Qt::Key_Return);
    QVERIFY(!f.panel()->isRunning());
    f.press(Qt::Key_2);
    QVERIFY(f.find<QRadioButton>("answer2")->isChecked());
    f.press(Qt::Key_Return);
    QVERIFY(f.panel()->isRunning());
    QTRY_VERIFY(f.isShown("lessonResult"));
    f.find<QRadioButton>("answer2")->setFocus();
    f.press(Qt::Key_Up);
    QVERIFY(f.find<QRadioButton>("answer1")->isChecked());
}

void TestLessons::enterPicks()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    f.find<QRadioButton>("answer1")->setFocus();
    f.press(Qt::Key_Return);
    QVERIFY(f.find<QRadioButton>("answer1")->isChecked() && !f.panel()->isRunning());
    f.press(Qt::Key_Return);
    QVERIFY(f.panel()->isRunning());
    QTRY_VERIFY(f.isShown("lessonResult"));
}

void TestLessons::keepsWhatItShowed()
{
    LessonFixture f;
    f.options.lessons[2].isScaled = false;
    f.options.lesson = 1;
    f.open();
    f.predict(2);
    const QString measured = f.text("measured");
    for (int i = 0; i < 2; ++i)
        f.press(Qt::Key_F2);
    QVERIFY(f.isShown("lessonResult") && f.isShown("lessonTry"));
    QCOMPARE(f.text("measured"), measured);
    QCOMPARE(f.text("predicted"), u"After 50 ms"_s);
    f.click("asInTheBook"); // it was not measured at that pace
    QVERIFY(!f.isShown("lessonResult"));
    f.click("asInTheBook");
    QVERIFY(f.isShown("lessonResult"));
    f.panel()->step(1);
    QVERIFY(!f.isShown("lessonResult") && f.find<QWidget>("asInTheBook")->isEnabled());
    f.panel()->step(1);
    QVERIFY(!f.find<QWidget>("asInTheBook")->isEnabled()); // it has no times
    f.predict(3);
    QCOMPARE(f.text("lessonHint"), u"That was the last lesson."_s);
}

// The one that was left must end first.
void TestLessons::nextRunWaits()
{
    LessonFixture f;
    f.options.lessons[0] = endlessLesson();
    f.options.lesson = 1;
    f.open();
    runOn(f);
    f.panel()->step(1);
    f.pick(3);
    f.find<QPushButton>("runLesson")->click(); // the other one has not ended yet
    QCOMPARE(f.run(), u"Cancel"_s);
    QCOMPARE(f.text("lessonHint"), u"The run before still ends…"_s);
    f.find<QPushButton>("runLesson")->click();
    QCOMPARE(f.run(), u"Run"_s);
    f.find<QPushButton>("runLesson")->click();
    QTRY_VERIFY(f.isShown("lessonResult"));
    QVERIFY(!f.text("measured").isEmpty());
}

// A lesson that wants another server waits for requests of others.
void TestLessons::saysThatItWaits()
{
    LessonFixture f;
    f.options.lessons[0].threads = 2;
    f.serve();
    QTcpSocket client;
    f.send(client, "GET /sleep/2s HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.session.store().inFlight().size(), size_t(1));
    f.press(Qt::Key_F2);
    f.pick(3);
    f.find<QPushButton>("runLesson")->click();
    QTRY_COMPARE(f.text("lessonHint"), u"Waiting until the server has stopped…"_s);
    QTRY_VERIFY(f.isShown("lessonResult"));
    QCOMPARE(f.text("resultHeading"), u"As you predicted"_s);
}

void TestLessons::asksFirst()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    const auto *run = f.find<QPushButton>("runLesson");
    QVERIFY(!run->isEnabled());
    QCOMPARE(f.text("lessonHint"), u"Pick an answer first"_s);
    QVERIFY(f.isShown("lessonHint"));
    QVERIFY(!f.isShown("lessonResult") && !f.isShown("lessonTry"));
    f.pick(1);
    QVERIFY(run->isEnabled() && !f.isShown("lessonHint"));
}

void TestLessons::tellsWhatWasMeasured()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    f.predict(2);
    QCOMPARE(f.text("resultHeading"), u"Not as you predicted"_s);
    QCOMPARE(f.text("predicted"), u"After 50 ms"_s);
    QCOMPARE(f.text("rightAnswer"), u"After 100 ms"_s);
    QVERIFY2(f.text("measured").contains(u"0.1"_s) || f.text("measured").contains(u" ms"_s) ||
                 f.text("measured").contains(u" s"_s),
             qPrintable(f.text("measured")));
    QVERIFY(f.text("explanation").startsWith(u"The last one took "_s));
    QVERIFY(!f.text("explanation").contains(u'{'));
    QCOMPARE(f.run(), u"Run again"_s);
    f.predict(3); // the same page, once more
    QCOMPARE(f.text("resultHeading"), u"As you predicted"_s);
    QVERIFY(!f.isShown("rightAnswer"));
    QCOMPARE(f.session.store().total(), quint64(4));
}

void TestLessons::saysIfItWasTooBusy()
{
    LessonFixture f;
    f.options.lessons[0].expected = 0; // cannot be measured
    f.options.lesson = 1;
    f.open();
    f.predict(1);
    QVERIFY2(f.text("resultHeading").contains(u"busy"_s), qPrintable(f.text("resultHeading")));
    QVERIFY(!f.text("measured").isEmpty() && !f.isShown("explanation"));
    QCOMPARE(f.run(), u"Run again"_s);
    QVERIFY(menuOf(f).filter(u"✓"_s).isEmpty());
}

void TestLessons::saysWhyItCouldNotRun()
{
    QTcpServer other;
    QVERIFY(other.listen(loopback(), unusedPort()));
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    f.window->setAddress({}, other.serverPort());
    f.predict(3);
    QVERIFY2(f.text("resultHeading").startsWith(u"! "_s), qPrintable(f.text("resultHeading")));
    QVERIFY(f.text("resultHeading").contains(QString::number(other.serverPort())));
    QVERIFY(!f.isShown("measured") && !f.isShown("lessonTry"));
    f.panel()->leave();
    QVERIFY(f.isShown("problem")); // that of the run
    f.find<ProblemBar>("problem")->clear();
    f.press(Qt::Key_F2);
    f.press(Qt::Key_F5); // cannot serve
    QTRY_VERIFY(f.isShown("problem"));
    f.find<ProblemBar>("problem")->clear();
    f.panel()->leave(); // does not try it again
    QCOMPARE(f.session.state(), State::Stopped);
    f.press(Qt::Key_F2);
    f.window->setAddress({}, quint16(0));
    f.predict(3);
    QCOMPARE(f.text("resultHeading"), u"As you predicted"_s);
}

void TestLessons::showsWhoIsWhere()
{
    LessonFixture f;
    f.options.lessons = {endlessLesson()};
    f.options.lesson = 1;
    f.open();
    runOn(f);
    const auto *code = f.find<QPlainTextEdit>("lessonCode");
    QTRY_COMPARE(code->accessibleDescription(), u"line 4: 2 here"_s);
    QCOMPARE(code->extraSelections().size(), 1);
    f.find<QPushButton>("runLesson")->click();
    QTRY_VERIFY(f.session.store().inFlight().empty());
    QTRY_COMPARE(code->accessibleDescription(), QString());
}

void TestLessons::showsWhoHoldsTheLoop()
{
    LessonFixture f;
    f.options.lessons[0].strategy.name = QLatin1StringView("blocking");
    f.options.lessons[0].plan.targets = {"/sleep/{10s}"};
    f.options.lessons[0].plan.count = 1;
    f.options.lesson = 1;
    f.open();
    f.pick(1);
    f.find<QPushButton>("runLesson")->click();
    const auto *code = f.find<QPlainTextEdit>("lessonCode");
    QTRY_COMPARE(code->accessibleDescription(), u"line 5: 1 here, blocking"_s);
    QTRY_VERIFY(!f.panel()->isRunning());
    QTRY_COMPARE(code->accessibleDescription(), QString());
}

void TestLessons::timesAreOfTheRun()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    const auto *code = f.find<QPlainTextEdit>("lessonCode");
    const auto all = [&] {
        return f.text("lessonText") + f.text("lessonQuestion") +
               f.find<QRadioButton>("answer2")->accessibleName() + code->toPlainText();
    };
    QCOMPARE(all().count(u"50 ms"_s), 3);
    QVERIFY(code->toPlainText().contains(u"sleep(50ms)"_s));
    f.pick(2);
    f.click("asInTheBook");
    QCOMPARE(all().count(u"250 ms"_s), 3);
    QVERIFY(code->toPlainText().contains(u"sleep(250ms)"_s));
    QVERIFY(f.find<QRadioButton>("answer2")->isChecked());
    f.predict(3);
    QVERIFY(f.session.nowNs() - f.session.store().record(0).startNs > 500'000'000);
    f.window->close();
    f.window.reset();
    f.open();
    QVERIFY(f.find<QCheckBox>("asInTheBook")->isChecked());
    QVERIFY(f.text("lessonText").contains(u"250 ms"_s));
}

void TestLessons::showsRustToo()
{
    LessonFixture f;
    f.options.lessons[1].rust.clear();
    f.options.lesson = 1;
    f.open();
    auto *languages = f.find<QTabBar>("lessonLanguages");
    const auto *code = f.find<QPlainTextEdit>("lessonCode");
    QVERIFY(languages->isVisible());
    QVERIFY(languages->tabText(1).contains(u"not run here"_s));
    languages->setFocus();
    f.press(Qt::Key_Right);
    QVERIFY(code->toPlainText().startsWith(u"async fn"_s));
    QVERIFY(code->toPlainText().contains(u"from_millis(50)"_s));
    f.panel()->step(1);
    QVERIFY(!languages->isVisible());
    QVERIFY(code->toPlainText().startsWith(u"void answer"_s));
}

void TestLessons::copiesTheCommand()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    f.predict(3);
    f.click("copyTry");
    const QString url = u"http://localhost:%1/"_s.arg(f.session.url().port());
    QCOMPARE(QGuiApplication::clipboard()->text(), u"curl "_s + url + u"sleep/50ms"_s);
    QCOMPARE(f.find<QPlainTextEdit>("tryCommand")->toPlainText(),
             QGuiApplication::clipboard()->text());
}

// From its first request on, at a width that holds all of it; later at the former width.
void TestLessons::timelineShowsTheRun()
{
    LessonFixture f;
    f.options.lessons[0].plan.targets = {"/sleep/{5s}"};
    f.options.lessons[0].plan.count = 4; // longer than the picture is at first
    f.open();
    auto *view = f.find<TimelineView>("timeline");
    const qint64 width = view->toNs() - view->fromNs();
    f.press(Qt::Key_F2);
    f.predict(3);
    QVERIFY(view->isLive());
    const record::Store &store = f.session.store();
    QVERIFY(view->fromNs() < store.record(0).startNs);
    QVERIFY(view->toNs() > store.record(3).phaseSinceNs);
    const qint64 tookNs = store.record(3).phaseSinceNs - store.record(0).startNs;
    QVERIFY(view->toNs() - view->fromNs() < 4 * tookNs);
    f.press(Qt::Key_F2);
    QVERIFY(view->isLive());
    QVERIFY(std::abs(view->toNs() - view->fromNs() - width) < 1000);
}

// One that is over in a moment is magnified.
void TestLessons::timelineMagnifiesAMoment()
{
    LessonFixture f;
    f.options.lessons[0].plan.targets = {"/?n={n}"};
    f.open();
    auto *view = f.find<TimelineView>("timeline");
    f.press(Qt::Key_F2);
    f.predict(1);
    const record::Store &store = f.session.store();
    const qint64 fromNs = store.record(0).startNs;
    const qint64 toNs = store.record(1).phaseSinceNs;
    QVERIFY(view->fromNs() < fromNs && view->toNs() > toNs);
    if (toNs - fromNs < 300'000'000) // not if the machine is very busy
        QVERIFY(view->toNs() - view->fromNs() < 2 * (toNs - fromNs));
    QCOMPARE(view->requestsInView(9).size(), size_t(2));
    f.predict(1); // live again, then the second run alone
    QVERIFY(view->fromNs() > toNs);
    f.press(Qt::Key_F2);
    QVERIFY(view->isLive());
}

void TestLessons::timelineStaysWhereItIsMoved()
{
    LessonFixture f;
    f.options.lessons[0] = endlessLesson();
    f.serve();
    auto *view = f.find<TimelineView>("timeline");
    view->showRange(1'000'000'000, 2'000'000'000);
    f.press(Qt::Key_F2);
    runOn(f);
    QTRY_VERIFY(view->isLive());
    view->showRange(0, 5'000'000'000);
    f.find<QPushButton>("runLesson")->click(); // cancels
    QTRY_VERIFY(!f.panel()->isRunning());
    QCOMPARE(view->toNs(), 5'000'000'000);
    f.panel()->leave();
    QVERIFY(!view->isLive());
    QCOMPARE(view->fromNs(), 1'000'000'000);
    QCOMPARE(view->toNs(), 2'000'000'000);
}

void TestLessons::cancels()
{
    LessonFixture f;
    f.options.lessons[0] = endlessLesson();
    f.options.lesson = 1;
    f.open();
    runOn(f);
    QCOMPARE(f.run(), u"Cancel"_s);
    QVERIFY(!f.find<QWidget>("lessonAnswers")->isEnabled());
    QVERIFY(!f.find<QWidget>("asInTheBook")->isEnabled());
    f.click("runLesson");
    QTRY_VERIFY(f.isShown("lessonResult"));
    QVERIFY2(f.text("resultHeading").contains(u"cancelled"_s), qPrintable(f.text("resultHeading")));
    QTRY_VERIFY(f.session.store().inFlight().empty());
    QVERIFY(!f.isShown("problem")); // that requests failed is no news
    QVERIFY(f.find<QWidget>("lessonAnswers")->isEnabled());
    QVERIFY(menuOf(f).filter(u"✓"_s).isEmpty());
}

void TestLessons::stoppingByHandEndsIt()
{
    LessonFixture f;
    f.options.lessons[0] = endlessLesson();
    f.options.lesson = 1;
    f.open();
    runOn(f);
    f.press(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_VERIFY(f.isShown("lessonResult"));
    QVERIFY2(f.text("resultHeading").contains(u"stopped"_s), qPrintable(f.text("resultHeading")));
    QTRY_COMPARE(f.session.state(), State::Stopped);
}

void TestLessons::givesTheStrategyBack()
{
    LessonFixture f;
    f.options.lessons[0].strategy = {QLatin1StringView("limited"), {.limit = 1, .pool = 9}};
    f.open();
    f.window->setStrategy(QLatin1StringView("limited"));
    auto *count = f.find<QSpinBox>("strategyCount");
    count->setValue(6);
    f.press(Qt::Key_F2);
    QCOMPARE(count->value(), 6); // until it runs
    f.predict(3);
    QCOMPARE(count->value(), 1);
    f.press(Qt::Key_F2);
    QTRY_COMPARE(f.session.state(), State::Stopped);
    QCOMPARE(strategyOf(f), u"A few at a time"_s);
    QCOMPARE(count->value(), 6);
    load::Plan plan; // to the server, which got it back, too
    plan.targets = {"/sleep/100ms?n={n}"};
    f.press(Qt::Key_F5);
    QTRY_VERIFY(f.session.isServing());
    f.session.send(plan);
    QTRY_COMPARE(f.session.store().concurrency().span(0, f.session.nowNs()).handledPeak, 6);
}

void TestLessons::givesTheServerBack_data()
{
    QTest::addColumn<bool>("served");
    QTest::addColumn<int>("threads");
    QTest::addColumn<bool>("isFresh");
    QTest::newRow("it did not serve") << false << 1 << false;
    QTest::newRow("it did not serve, two loops") << false << 2 << false;
    QTest::newRow("it served") << true << 1 << false;
    QTest::newRow("it served, two loops") << true << 2 << false;
    QTest::newRow("it served, a fresh one") << true << 1 << true;
}

void TestLessons::givesTheServerBack()
{
    QFETCH(bool, served);
    QFETCH(int, threads);
    QFETCH(bool, isFresh);
    LessonFixture f;
    f.options.lessons[0].threads = threads;
    f.options.lessons[0].isFresh = isFresh;
    f.open();
    if (served) {
        f.click("onlyStart");
        QTRY_VERIFY(f.session.isServing());
    }
    const QUrl url = f.session.url();
    f.press(Qt::Key_F2);
    f.predict(3);
    QCOMPARE(f.session.settings().threads, threads);
    f.press(Qt::Key_F2);
    if (!served) {
        QTRY_COMPARE(f.session.state(), State::Stopped);
        return;
    }
    QTRY_VERIFY(f.session.isServing() && f.session.settings().threads == 1);
    QCOMPARE(f.session.url(), url);
    QCOMPARE(strategyOf(f), u"Concurrent"_s);
    f.window->setStrategy(QLatin1StringView("concurrent"));
    load::Plan plan;
    plan.targets = {"/sleep/200ms?n={n}"};
    f.session.send(plan);
    QTRY_VERIFY(f.session.store().concurrency().span(0, f.session.nowNs()).handledPeak > 1);
}

void TestLessons::givesBackInTheMidst()
{
    LessonFixture f;
    f.options.lessons[0] = endlessLesson();
    f.options.lessons[0].strategy.name = QLatin1StringView("thread-pool");
    f.options.lessons[0].threads = 2;
    f.serve();
    const QUrl url = f.session.url();
    f.press(Qt::Key_F2);
    runOn(f);
    QCOMPARE(strategyOf(f), u"Thread pool"_s);
    f.press(Qt::Key_Escape);
    QVERIFY(!f.isShown("lessons"));
    QCOMPARE(strategyOf(f), u"Concurrent"_s);
    QTRY_VERIFY(f.session.store().inFlight().empty());
    QTRY_VERIFY(f.session.isServing() && f.session.settings().threads == 1);
    QCOMPARE(f.session.url(), url);
    QVERIFY(!f.isShown("problem"));
}

void TestLessons::opensAgainWhileItGivesBack()
{
    LessonFixture f;
    f.options.lessons[0].threads = 2;
    f.serve();
    f.press(Qt::Key_F2);
    f.predict(3);
    f.press(Qt::Key_F2);
    f.press(Qt::Key_F2); // its server still stops
    f.predict(3);
    QCOMPARE(f.text("resultHeading"), u"As you predicted"_s);
    f.press(Qt::Key_F2);
    QTRY_VERIFY(f.session.isServing() && f.session.settings().threads == 1);
}

// The settings are those of before.
void TestLessons::quitsInTheMidst()
{
    LessonFixture f;
    f.options.lessons[0] = endlessLesson();
    f.options.lessons[0].strategy = {QLatin1StringView("limited"), {.limit = 2, .pool = 1}};
    f.serve();
    f.press(Qt::Key_F2);
    runOn(f);
    f.window->save(); // as when a session manager asks
    const auto saved = [&f](const char *key) {
        const QSettings settings(f.options.settingsFile, QSettings::IniFormat);
        return settings.value(QLatin1StringView(key)).toString();
    };
    QCOMPARE(saved("server/strategy"), u"concurrent"_s);
    QCOMPARE(saved("server/limit"), u"4"_s);
    f.window->close();
    QTRY_VERIFY(!f.window->isVisible());
    QTRY_COMPARE(f.session.state(), State::Stopped);
    QCOMPARE(saved("server/strategy"), u"concurrent"_s);
    QCOMPARE(saved("server/limit"), u"4"_s);
    f.window.reset();
    f.open();
    QCOMPARE(strategyOf(f), u"Concurrent"_s);
    QVERIFY(!f.isShown("lessons"));
}

// A strategy that one chooses while a lesson is open is one's own; the run is not of it.
void TestLessons::handMadeChoicesStay()
{
    LessonFixture f;
    f.options.lessons[0] = endlessLesson();
    f.options.lesson = 1;
    f.open();
    runOn(f);
    auto *strategy = f.find<QComboBox>("strategy");
    strategy->setFocus();
    f.press(Qt::Key_Down);
    QTRY_VERIFY(f.isShown("lessonResult"));
    QVERIFY(f.text("resultHeading").contains(u"Another strategy was chosen"_s));
    const QString chosen = strategyOf(f);
    QVERIFY(chosen != u"Concurrent"_s);
    f.panel()->leave();
    QCOMPARE(strategyOf(f), chosen);
}

void TestLessons::startedByHandStays()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    f.press(Qt::Key_F5);
    QTRY_VERIFY(f.session.isServing());
    f.predict(3);
    f.panel()->leave();
    QVERIFY(f.session.isServing());
}

void TestLessons::stoppedByHandStays()
{
    LessonFixture f;
    f.serve();
    f.press(Qt::Key_F2);
    f.predict(3);
    f.press(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(f.session.state(), State::Stopped);
    f.panel()->leave();
    QCOMPARE(f.session.state(), State::Stopped);
}

// What the menu says about other origins holds for the servers of lessons, too.
void TestLessons::corsStays()
{
    LessonFixture f;
    f.options.lessons[0].threads = 2; // another server
    f.serve();
    f.find<QAction>("cors")->trigger();
    const auto allows = [&f] {
        QTcpSocket client;
        QByteArray answer;
        f.send(client, "GET / HTTP/1.1\r\nHost: a\r\nOrigin: http://localhost:1\r\n\r\n");
        return waitFor([&] { return (answer += client.readAll()).contains("\r\n\r\n"); }) &&
               answer.contains("Access-Control-Allow-Origin");
    };
    QVERIFY(allows());
    f.press(Qt::Key_F2);
    f.predict(3);
    QVERIFY(allows());
    f.press(Qt::Key_F2);
    QTRY_VERIFY(f.session.isServing() && f.session.settings().threads == 1);
    QVERIFY(allows());
}

void TestLessons::keepsProgress()
{
    LessonFixture f;
    f.open();
    f.press(Qt::Key_F2);
    f.predict(1);
    f.panel()->step(1);
    f.window->close();
    QTRY_COMPARE(f.session.state(), State::Stopped);
    f.window.reset();
    f.open();
    QVERIFY(!f.isShown("lessons"));
    QCOMPARE(menuOf(f).last(3),
             QStringList({u"✓1  About first"_s, u"2  About second"_s, u"3  About third"_s}));
    f.press(Qt::Key_F2);
    QCOMPARE(f.text("lessonHeading"), u"2  About second"_s);
}

void TestLessons::anotherLessonDropsTheRun()
{
    LessonFixture f;
    f.options.lessons[0] = endlessLesson();
    f.options.lesson = 1;
    f.open();
    runOn(f);
    f.press(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(f.text("lessonPlace"), u"2 of 3"_s);
    QTRY_VERIFY(!f.panel()->isRunning());
    QVERIFY(!f.isShown("lessonResult"));
    QCOMPARE(f.run(), u"Run"_s);
    QCOMPARE(f.text("lessonHint"), u"Pick an answer first"_s);
    f.predict(3);
    QCOMPARE(f.text("resultHeading"), u"As you predicted"_s);
    QVERIFY(!f.isShown("problem"));
}

void TestLessons::isSpoken()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    const auto name = [&f](const char *widget) {
        return f.find<QWidget>(widget)->accessibleName();
    };
    QCOMPARE(name("lessonScroll"), u"Lesson 1: About first"_s);
    QCOMPARE(name("lessonText"), u"One after the other, each for 50 ms."_s);
    QCOMPARE(name("lessonAnswers"), u"When is the second one of 50 ms answered?"_s);
    QCOMPARE(name("answer2"), u"After 50 ms"_s);
    QCOMPARE(f.find<QWidget>("runLesson")->accessibleDescription(), u"Pick an answer first"_s);
    for (const char *widget : {"lessonBefore", "lessonAfter", "closeLessons", "lessonCode",
                               "lessonLanguages", "tryCommand", "copyTry"})
        QVERIFY2(!name(widget).isEmpty(), widget);
    f.predict(2);
    const QString said = f.find<QWidget>("lessonResult")->accessibleDescription();
    QVERIFY2(said.startsWith(u"Not as you predicted. Predicted: After 50 ms. Measured: "_s),
             qPrintable(said));
    QVERIFY(said.contains(u"The last one took "_s) && !said.contains(u'{'));
}

QTEST_MAIN(TestLessons)
#include "tst_lessons.moc"
