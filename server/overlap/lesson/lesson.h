#pragma once

#include "overlap/lesson/measure.h"
#include "overlap/lesson/pace.h"
#include "overlap/load/plan.h"
#include "overlap/record/record.h"
#include "overlap/schedule/strategies.h"
#include "overlap/session.h"

#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>
#include <variant>
#include <vector>

namespace overlap::lesson {

// Pure. A line of the code that a lesson shows. Requests that are in the phase `mark` stand there.
struct CodeLine
{
    QString text;
    std::optional<record::Phase> mark;
    bool operator==(const CodeLine &) const = default;
};

// Pure. An answer that one can predict. It holds if the measured value is in its range.
struct Answer
{
    QString text;
    Range range; // at the book's pace
};

// Pure. One lesson, as its file says. Texts are Markdown, but for those that say otherwise. Times
// in them, and in targets, are in braces, such as "{5s}": see pageOf() and planOf().
struct Lesson
{
    int number = 0; // from 1: the file's name begins with it
    QString name;   // "slow-request", the rest of the file's name
    QString title;  // plain
    schedule::Choice strategy;
    int threads = 1;       // event loops
    bool isFresh = false;  // wants a server that has not served yet
    load::Plan plan;       // at the book's pace; of as many requests as the file says
    bool isScaled = false; // its targets have times in braces: else it has one pace, the book's
    Measure measure;       // what decides between the answers
    QString question;
    std::vector<Answer> answers; // three or four; no value is in the ranges of two
    int expected = 0;            // the answer that the lesson expects
    QString text;                // at most sixty words
    std::vector<CodeLine> code;  // C++, 12 to 20 lines
    QString rust;                // plain; empty: none
    QString explanation;         // for after the run, with measured values in braces: "{answered}"
    QString tryIt;               // one sentence
    QString command;             // plain, can be copied: for a shell
};

// Pure. What is wrong with a lesson's file.
struct Error
{
    QString file;
    int line = 0; // from 1; 0: no single line is
    QString text; // one sentence
};

// Pure. Reads a lesson's file, named "04-slow-request.md", and the C++ program that goes with it.
// architecture.md describes the format.
std::variant<Lesson, Error> parse(const QByteArray &file, const QByteArray &program,
                                  const QString &fileName);

// Main thread. The built-in lessons, in order: lessons()[0] has the number 1.
const std::vector<Lesson> &lessons();

// Pure. The pace at which a lesson goes when another one is chosen.
inline Pace paceOf(const Lesson &lesson, Pace chosen)
{
    return lesson.isScaled ? chosen : Pace::Book;
}

// Pure. What to show of a lesson, with the times of a pace in it, also in its code.
struct Page
{
    QString title;
    QString text;
    QString question;
    QStringList answers;
    std::vector<CodeLine> code;
    QString rust;
    QString tryIt;
    QString command;
};
// `url`, for the command, is the server's, see Session::url(); empty: http://localhost:7878/.
Page pageOf(const Lesson &lesson, Pace chosen, const QUrl &url = {});

// Pure. What a run sends: at most `most` requests.
load::Plan planOf(const Lesson &lesson, Pace chosen, int most = Session::mostAtOnce());

} // namespace overlap::lesson
