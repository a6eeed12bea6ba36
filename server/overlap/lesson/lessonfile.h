#pragma once

#include "overlap/lesson/lesson.h"

#include <QHash>
#include <QList>
#include <QStringList>

#include <variant>

namespace overlap::lesson {

// Pure. The form of a lesson's file: a head between two lines "---", text, and sections.
struct LessonFile
{
    struct Entry
    {
        QString value;
        int line = 0; // from 1
    };
    struct Section
    {
        QStringList lines;
        int line = 0; // of its first one

        QString text() const { return lines.join(u'\n').trimmed(); }
    };
    QHash<QString, QList<Entry>> head; // by key
    Section text;
    QHash<QString, Section> sections; // by heading: "Rust", "Explanation", "Try it"
};
// The error lacks the file's name.
std::variant<LessonFile, Error> lessonFileFrom(const QString &text);

} // namespace overlap::lesson
