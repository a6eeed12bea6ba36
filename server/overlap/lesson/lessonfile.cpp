#include "overlap/lesson/lessonfile.h"

namespace overlap::lesson {

using namespace Qt::StringLiterals;

namespace {

const auto edge = "---"_L1; // of the head

} // namespace

std::variant<LessonFile, Error> lessonFileFrom(const QString &text)
{
    const auto error = [](qsizetype line, const QString &sentence) {
        return Error{{}, int(line), sentence};
    };
    const QStringList headings{u"Rust"_s, u"Explanation"_s, u"Try it"_s};
    const QStringList lines = text.split(u'\n');
    LessonFile file;
    if (lines.first() != edge)
        return error(1, u"The head must begin with a line “---”."_s);
    qsizetype at = 1;
    for (; at < lines.size() && lines[at] != edge; ++at) {
        const qsizetype colon = lines[at].indexOf(u':');
        if (colon < 0)
            return error(at + 1, u"A line of the head is a key, “:” and a value."_s);
        file.head[lines[at].first(colon)] += {lines[at].sliced(colon + 1).trimmed(), int(at) + 1};
    }
    if (at == lines.size())
        return error(at, u"The head must end with a line “---”."_s);
    LessonFile::Section *section = &file.text;
    section->line = int(at) + 2;
    for (++at; at < lines.size(); ++at) {
        if (!lines[at].startsWith(u'#')) {
            section->lines += lines[at];
            continue;
        }
        const QString heading = lines[at].mid(3);
        if (!lines[at].startsWith("## "_L1) || !headings.contains(heading))
            return error(at + 1,
                         u"A heading is one of “## %1”."_s.arg(headings.join(u"”, “## "_s)));
        if (file.sections.contains(heading))
            return error(at + 1, u"“%1” is there twice."_s.arg(heading));
        section = &file.sections[heading];
        section->line = int(at) + 2;
    }
    return file;
}

} // namespace overlap::lesson
