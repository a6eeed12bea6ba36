#include "app/headlesslesson.h"

#include "app/console.h"

#include <QCoreApplication>
#include <QStringList>

namespace overlap::app {

using namespace Qt::StringLiterals;
using lesson::Lesson;
using lesson::Pace;

namespace {

constexpr qsizetype columns = 78;

// The little Markdown that lessons have, as lines of plain words. `indent` is before each but the
// first, which has `first`.
QString wrapped(QString markdown, const QString &first = {}, const QString &indent = {})
{
    QString text = first;
    qsizetype width = first.size();
    bool isFirst = true;
    for (const QString &word : markdown.remove(u'`').remove(u'*').simplified().split(u' ')) {
        if (!isFirst && width + 1 + word.size() > columns) {
            text += u'\n' + indent;
            width = indent.size();
        } else if (!isFirst) {
            text += u' ';
            ++width;
        }
        text += word;
        width += word.size();
        isFirst = false;
    }
    return text + u'\n';
}

// How to serve as the lesson does.
QString serving(const Lesson &lesson)
{
    QString command = u"overlap --headless --strategy "_s + lesson.strategy.name;
    const schedule::Kind *const kind = schedule::strategyNamed(lesson.strategy.name);
    if (kind && kind->count)
        command +=
            u" --%1 %2"_s.arg(kind->count->name).arg(lesson.strategy.counts.*kind->count->value);
    if (lesson.threads > 1)
        command += u" --threads %1"_s.arg(lesson.threads);
    return command;
}

} // namespace

QString lessonText(const Lesson &lesson, Pace pace)
{
    const lesson::Page page = pageOf(lesson, pace);
    QString text = wrapped(u"Lesson %1 of %2: %3"_s.arg(lesson.number)
                               .arg(lesson::lessons().size())
                               .arg(page.title)) +
                   u'\n' + wrapped(page.text) + u'\n' + wrapped(page.question);
    for (qsizetype i = 0; i < page.answers.size(); ++i)
        text += wrapped(page.answers[i], u"  %1. "_s.arg(i + 1), u"     "_s);
    return text;
}

QString resultText(const Lesson &lesson, const lesson::Result &result)
{
    const QString holds =
        result.answer ? u"That is answer %1"_s.arg(*result.answer + 1) : u"No answer says that"_s;
    const QString expected =
        result.isAsExpected
            ? u", as expected."_s
            : u": expected was answer %1. "_s.arg(lesson.expected + 1) + result.note;
    QString text = wrapped(u"Measured: "_s + result.measured) + wrapped(holds + expected);
    if (result.isAsExpected)
        text += u'\n' + wrapped(result.explanation);
    return text;
}

HeadlessLesson::HeadlessLesson(Session &session, const Lesson &lesson, Pace pace,
                               const Settings &settings)
    : m_lesson(lesson)
    , m_pace(pace)
    , m_run(session, lesson, pace, settings)
{
    connect(&m_run, &lesson::Run::finished, this, &HeadlessLesson::end);
}

void HeadlessLesson::start()
{
    printOutput(lessonText(m_lesson, m_pace) + u'\n');
    m_run.start();
}

void HeadlessLesson::end(const lesson::Result &result)
{
    if (!result.error.isEmpty()) {
        print(stderr, u"overlap: %1\n"_s.arg(result.error));
        QCoreApplication::exit(1);
        return;
    }
    const lesson::Page page = pageOf(m_lesson, m_pace);
    QString text = resultText(m_lesson, result) + u'\n' + wrapped(u"Try it: "_s + page.tryIt);
    for (const QString &line : {serving(m_lesson), page.command})
        text += u"  "_s + line + u'\n';
    const bool isPrinted = printOutput(text) != WriteResult::Failed;
    QCoreApplication::exit(result.isAsExpected && isPrinted ? 0 : 1);
}

} // namespace overlap::app
