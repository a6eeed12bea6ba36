#pragma once

#include "lessons/lessonpanel.h"
#include "overlap/lesson/lesson.h"
#include "windowfixture.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>

namespace overlap {

// A lesson that takes a moment: two requests, one at a time, of 50 ms each unless it goes as in the
// book. Of its answers the third one holds, however slow the machine is.
inline lesson::Lesson quickLesson(int number, const QString &name)
{
    using namespace Qt::StringLiterals;
    lesson::Lesson lesson;
    lesson.number = number;
    lesson.name = name;
    lesson.title = u"About "_s + name;
    lesson.strategy.name = QLatin1StringView("serial");
    lesson.plan.targets = {"/sleep/{250ms}?n={n}"};
    lesson.plan.count = 2;
    lesson.isScaled = true;
    lesson.measure.kind = lesson::Measure::Kind::All;
    lesson.question = u"When is the **second** one of {250ms} answered?"_s;
    lesson.answers = {{u"At once"_s, {0, 0.01}},
                      {u"After {250ms}"_s, {0.02, 0.4}},
                      {u"After {500ms}"_s, {0.401, 1e6}}};
    lesson.expected = 2;
    lesson.text = u"One *after* the other, each for {250ms}."_s;
    lesson.code = {{u"void answer(Request request)"_s, {}},
                   {u"{"_s, {}},
                   {u"    takeTurn();"_s, record::Phase::Queued},
                   {u"    sleep(250ms); // the clock ticks"_s, record::Phase::Sleeping},
                   {u"    compute();"_s, record::Phase::Running},
                   {u"}"_s, {}}};
    lesson.rust = u"async fn answer() {\n    sleep(from_millis(250)).await;\n}"_s;
    lesson.explanation = u"The last one took {last}."_s;
    lesson.tryIt = u"Ask by **yourself**."_s;
    lesson.command = u"curl {url}/sleep/{250ms}"_s;
    return lesson;
}

// A window with lessons of its own.
class LessonFixture : public WindowFixture
{
public:
    LessonFixture()
    {
        using namespace Qt::StringLiterals;
        options.lessons = {quickLesson(1, u"first"_s), quickLesson(2, u"second"_s),
                           quickLesson(3, u"third"_s)};
    }

    ui::LessonPanel *panel() const { return find<ui::LessonPanel>("lessons"); }
    QString text(const char *name) const
    {
        return find<QLabel>(name)->text().replace(QChar::Nbsp, u' ');
    }
    bool isShown(const char *name) const { return find<QWidget>(name)->isVisible(); }
    QString run() const { return find<QPushButton>("runLesson")->text().remove(u'&'); }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    void pick(int answer) const // from 1
    {
        const auto name = QStringLiteral("answer%1").arg(answer);
        window->findChild<QRadioButton *>(name)->click();
    }
    // Picks an answer, runs, and waits for the result.
    void predict(int answer) const
    {
        pick(answer);
        find<QPushButton>("runLesson")->click();
        QVERIFY(panel()->isRunning());
        QTRY_VERIFY(!panel()->isRunning());
        QVERIFY(isShown("lessonResult"));
    }
};

} // namespace overlap
