#include "overlap/lesson/pace.h"

#include "overlap/script/duration.h"

#include <QRegularExpression>

namespace overlap::lesson {

using namespace Qt::StringLiterals;
using std::chrono::nanoseconds;

namespace {

std::optional<nanoseconds> timeFrom(const QString &text)
{
    return text.endsWith(u's') ? script::parseDuration(text.toUtf8()) : std::nullopt;
}

QString printed(nanoseconds inTheBook, Pace pace)
{
    return QString::fromLatin1(script::printDuration(inTheBook / timesFaster(pace)));
}

QString forPeople(nanoseconds inTheBook, Pace pace)
{
    QString text = printed(inTheBook, pace);
    return text.insert(text.endsWith("ms"_L1) ? text.size() - 2 : text.size() - 1, u' ');
}

using Print = QString (*)(nanoseconds inTheBook, Pace pace);

QString replaced(QString text, Pace pace, Print print)
{
    qsizetype from = 0;
    while (const auto braces = bracesIn(text, from)) {
        const QString by =
            braces->time ? print(*braces->time, pace) : text.sliced(braces->from, braces->size);
        text.replace(braces->from, braces->size, by);
        from = braces->from + by.size();
    }
    return text;
}

// Rust's: whole seconds, or else milliseconds.
QString fromTime(nanoseconds inTheBook, Pace pace)
{
    using namespace std::chrono;
    const nanoseconds time = inTheBook / timesFaster(pace);
    return time % 1s == 0s ? u"from_secs(%1)"_s.arg(time / 1s)
                           : u"from_millis(%1)"_s.arg(time / 1ms);
}

QString eachReplaced(const QString &text, const QRegularExpression &time, Pace pace, Print print)
{
    QString result;
    qsizetype from = 0;
    for (const auto &match : time.globalMatch(text)) {
        const QString unit = match.captured(u"unit"_s);
        const bool isShort = unit == "ms"_L1 || unit == "millis"_L1;
        const auto inTheBook = timeFrom(match.captured(u"number"_s) + (isShort ? "ms"_L1 : "s"_L1));
        result += text.sliced(from, match.capturedStart() - from);
        result += inTheBook ? print(*inTheBook, pace) : match.captured();
        from = match.capturedEnd();
    }
    return result + text.sliced(from);
}

} // namespace

std::optional<Braces> bracesIn(const QString &text, qsizetype from)
{
    const qsizetype opening = text.indexOf(u'{', from);
    const qsizetype closing = opening < 0 ? -1 : text.indexOf(u'}', opening);
    if (closing < 0)
        return std::nullopt;
    const QString content = text.sliced(opening + 1, closing - opening - 1);
    return Braces{opening, closing + 1 - opening, content, timeFrom(content)};
}

QString withTimes(QString text, Pace pace)
{
    return replaced(std::move(text), pace, forPeople);
}

QByteArray targetAt(const QByteArray &target, Pace pace)
{
    return replaced(QString::fromUtf8(target), pace, printed).toUtf8();
}

QString codeAt(const QString &code, Pace pace)
{
    static const QRegularExpression literal(u"(?<![\\w.])(?<number>\\d+)(?<unit>ms|s)\\b"_s);
    static const QRegularExpression call(u"from_(?<unit>secs|millis)\\((?<number>\\d+)\\)"_s);
    return eachReplaced(eachReplaced(code, literal, pace, printed), call, pace, fromTime);
}

} // namespace overlap::lesson
