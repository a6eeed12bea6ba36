#include "overlap/lesson/shown.h"

#include "overlap/record/names.h"

#include <algorithm>
#include <limits>

namespace overlap::lesson {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype leastLines = 12, mostLines = 20;
constexpr qsizetype mostColumns = 60;
const auto mark = "//! "_L1;

std::optional<record::Phase> phaseNamed(const QString &name)
{
    for (int i = 0; i < record::phaseCount; ++i) {
        if (record::phaseName(record::Phase(i)) == name)
            return record::Phase(i);
    }
    return std::nullopt;
}

QString withoutBlanksBehind(QString line)
{
    while (line.endsWith(u' '))
        line.chop(1);
    return line;
}

} // namespace

std::variant<std::vector<CodeLine>, QString> shownIn(const QString &program)
{
    const QStringList lines = program.split(u'\n');
    const auto isEdge = [](const QString &line) { return line.trimmed() == "//! [shown]"_L1; };
    const auto first = std::find_if(lines.begin(), lines.end(), isEdge);
    const auto end =
        first == lines.end() ? lines.end() : std::find_if(first + 1, lines.end(), isEdge);
    if (end == lines.end())
        return u"The program has no two lines “//! [shown]”."_s;
    const qsizetype count = end - first - 1;
    if (count < leastLines || count > mostLines)
        return u"The program shows %1 lines: %2 to %3 are right."_s.arg(count)
            .arg(leastLines)
            .arg(mostLines);
    qsizetype indent = std::numeric_limits<qsizetype>::max();
    for (auto line = first + 1; line != end; ++line) {
        if (const QString trimmed = line->trimmed(); !trimmed.isEmpty())
            indent = std::min(indent, line->indexOf(trimmed));
    }
    std::vector<CodeLine> shown;
    shown.reserve(size_t(count));
    for (auto line = first + 1; line != end; ++line) {
        const qsizetype at = line->indexOf(mark);
        const QString text = withoutBlanksBehind(line->first(at < 0 ? line->size() : at));
        shown.push_back({text.mid(indent), std::nullopt});
        if (shown.back().text.size() > mostColumns)
            return u"The program shows a line of more than %1 columns: “%2”."_s.arg(mostColumns)
                .arg(shown.back().text);
        if (at < 0)
            continue;
        const QString name = line->sliced(at + mark.size()).trimmed();
        shown.back().mark = phaseNamed(name);
        if (!shown.back().mark)
            return u"The program has an unknown mark “%1”."_s.arg(name);
    }
    return shown;
}

} // namespace overlap::lesson
