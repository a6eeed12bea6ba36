#include "lessonfixture.h"

#include <QComboBox>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// All lessons that the program has, in the window, one after the other.
class TestLessonWalk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void goesThroughAll();
};

void TestLessonWalk::goesThroughAll()
{
    LessonFixture f;
    f.options.lessons = lesson::lessons();
    const auto count = int(f.options.lessons.size());
    QCOMPARE(count, 12);
    f.serve();
    f.press(Qt::Key_F2);
    for (int number = 1; number <= count; ++number) {
        const lesson::Lesson &lesson = f.options.lessons[size_t(number - 1)];
        QCOMPARE(f.text("lessonPlace"), u"%1 of 12"_s.arg(number));
        QVERIFY(f.text("lessonHeading").contains(lesson.title));
        f.pick(lesson.expected + 1);
        f.find<QPushButton>("runLesson")->setFocus();
        QString said;
        for (int times = 0; times < 3 && !f.isShown("explanation"); ++times) {
            f.press(Qt::Key_Return); // again, if the machine was too busy
            QVERIFY(f.panel()->isRunning());
            QTRY_VERIFY(!f.panel()->isRunning());
            QVERIFY(f.isShown("lessonResult"));
            said = f.text("resultHeading") + u" | "_s + f.text("measured");
            QVERIFY2(!said.startsWith(u'!'), qPrintable(said));
        }
        QVERIFY2(f.isShown("explanation"), qPrintable(lesson.name + u": "_s + said));
        QVERIFY2(!f.text("explanation").contains(u'{'), qPrintable(f.text("explanation")));
        QVERIFY(!f.isShown("problem"));
        if (number < count) {
            f.find<QPushButton>("nextLesson")->setFocus();
            f.press(Qt::Key_Return);
        }
    }
    f.press(Qt::Key_Escape);
    QTRY_VERIFY(f.session.isServing() && f.session.settings().threads == 1);
    QCOMPARE(f.find<QComboBox>("strategy")->currentText(), u"Concurrent"_s);
}

QTEST_MAIN(TestLessonWalk)
#include "tst_lessonwalk.moc"
