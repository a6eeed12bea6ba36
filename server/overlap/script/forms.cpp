#include "overlap/script/forms.h"

#include "overlap/http/chars.h"
#include "overlap/http/headers.h"
#include "overlap/script/duration.h"
#include "overlap/script/size.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <limits>

namespace overlap::script {

namespace chars = http::chars;

namespace {

// What the encoder writes itself, or would change how the rest is read.
constexpr std::array<QByteArrayView, 8> framingFields = {"Content-Length", "Transfer-Encoding",
                                                         "Connection",     "Trailer",
                                                         "Upgrade",        "TE",
                                                         "Keep-Alive",     "Date"};

using MayArgument = std::optional<Argument>;

MayArgument readNothing(QByteArrayView text)
{
    return text.isEmpty() ? MayArgument(Argument()) : std::nullopt;
}

QByteArray printNothing(const Argument &)
{
    return {};
}

MayArgument readDuration(QByteArrayView text)
{
    const auto duration = parseDuration(text);
    return duration ? MayArgument({.wait = {Wait::Shape::Fixed, *duration, {}}}) : std::nullopt;
}

MayArgument readRange(QByteArrayView first, QByteArrayView second)
{
    const auto shortest = parseDuration(first);
    const auto longest = parseDuration(second);
    if (!shortest || !longest || *shortest > *longest)
        return std::nullopt;
    return Argument{.wait = {Wait::Shape::Uniform, *shortest, *longest}};
}

MayArgument readPercentiles(QByteArrayView text)
{
    const qsizetype comma = text.indexOf(',');
    if (comma < 0 || !text.sliced(comma + 1).startsWith("p99:"))
        return std::nullopt;
    const auto p50 = parseDuration(text.first(comma).sliced(4));
    const auto p99 = parseDuration(text.sliced(comma + 5));
    if (!p50 || !p99 || p50->count() == 0 || *p50 > *p99)
        return std::nullopt;
    return Argument{.wait = {Wait::Shape::LogNormal, *p50, *p99}};
}

MayArgument readWait(QByteArrayView text)
{
    if (text.startsWith("p50:"))
        return readPercentiles(text);
    if (const qsizetype dots = text.indexOf(".."); dots >= 0)
        return readRange(text.first(dots), text.sliced(dots + 2));
    return readDuration(text);
}

QByteArray printWait(const Argument &argument)
{
    const Wait &wait = argument.wait;
    const QByteArray first = printDuration(wait.first);
    switch (wait.shape) {
    case Wait::Shape::Fixed: break;
    case Wait::Shape::Uniform: return first + ".." + printDuration(wait.second);
    case Wait::Shape::LogNormal: return "p50:" + first + ",p99:" + printDuration(wait.second);
    }
    return first;
}

template <qint64 least, qint64 most>
MayArgument readNumber(QByteArrayView text)
{
    const qint64 number = http::lengthFrom(text);
    return number >= least && number <= most ? MayArgument({.number = number}) : std::nullopt;
}

QByteArray printNumber(const Argument &argument)
{
    return QByteArray::number(argument.number);
}

template <qint64 least>
MayArgument readSize(QByteArrayView text)
{
    const auto size = parseSize(text);
    return size && *size >= least ? MayArgument({.number = *size}) : std::nullopt;
}

MayArgument readMaySize(QByteArrayView text)
{
    return text.isEmpty() ? readNothing(text) : readSize<1>(text);
}

QByteArray printBytes(const Argument &argument)
{
    return printSize(argument.number);
}

QByteArray printMayBytes(const Argument &argument)
{
    return argument.number == 0 ? QByteArray() : printBytes(argument);
}

MayArgument readText(QByteArrayView text)
{
    return text.size() <= longestText ? MayArgument({.text = text.toByteArray()}) : std::nullopt;
}

QByteArray printText(const Argument &argument)
{
    return argument.text;
}

MayArgument readName(QByteArrayView text)
{
    const auto isPrintable = [](char c) { return c >= 0x20 && c < 0x7f; };
    if (text.isEmpty() || text.size() > longestName || !std::ranges::all_of(text, isPrintable))
        return std::nullopt;
    return Argument{.text = text.toByteArray()};
}

// Any value, not only an object or an array, which is all that QJsonDocument takes.
MayArgument readJson(QByteArrayView text)
{
    if (text.size() > longestText)
        return std::nullopt;
    const auto document = QJsonDocument::fromJson('[' + text.toByteArray() + ']');
    return document.array().size() == 1 ? MayArgument({.text = text.toByteArray()}) : std::nullopt;
}

MayArgument readField(QByteArrayView text)
{
    const qsizetype colon = text.indexOf(':');
    const QByteArrayView name = text.first(qMax<qsizetype>(colon, 0));
    const QByteArrayView value = text.sliced(colon + 1).trimmed();
    const bool isFraming = std::ranges::any_of(framingFields, [name](QByteArrayView refused) {
        return http::equalsIgnoringCase(name, refused);
    });
    if (!chars::isToken(name) || name.size() > longestValue || value.size() > longestValue ||
        isFraming || chars::skipValue(value.begin(), value.end()) != value.end())
        return std::nullopt;
    return Argument{.name = name.toByteArray(), .text = value.toByteArray()};
}

QByteArray printField(const Argument &argument)
{
    return argument.name + ':' + argument.text;
}

// Takes a quoted string (RFC 9110 §5.6.4) from the front.
bool takeQuoted(QByteArrayView &text)
{
    qsizetype end = 1;
    for (; end < text.size() && text[end] != '"'; ++end)
        end += text[end] == '\\' ? 1 : 0;
    if (!text.startsWith('"') || end >= text.size())
        return false;
    const QByteArrayView quoted = text.first(end);
    text = text.sliced(end + 1);
    return chars::skipValue(quoted.begin(), quoted.end()) == quoted.end();
}

bool takeToken(QByteArrayView &text)
{
    const char *end = chars::skip(text.begin(), text.end(), chars::Token);
    const bool isThere = end != text.begin();
    text = text.sliced(end - text.begin());
    return isThere;
}

bool take(QByteArrayView &text, char wanted)
{
    const bool isThere = text.startsWith(wanted);
    text = text.sliced(isThere ? 1 : 0);
    return isThere;
}

// type "/" subtype *( OWS ";" OWS name "=" ( token / quoted-string ) ), RFC 9110 §8.3.1.
MayArgument readMediaType(QByteArrayView text)
{
    QByteArrayView rest = text;
    if (text.size() > longestValue || !takeToken(rest) || !take(rest, '/') || !takeToken(rest))
        return std::nullopt;
    while (!rest.isEmpty()) {
        rest = rest.trimmed();
        if (!take(rest, ';'))
            return std::nullopt;
        rest = rest.trimmed();
        if (!takeToken(rest) || !take(rest, '=') || !(takeQuoted(rest) || takeToken(rest)))
            return std::nullopt;
    }
    return Argument{.text = text.toByteArray()};
}

} // namespace

namespace forms {

const Form nothing{"", QT_TRANSLATE_NOOP("Script", "takes nothing"), readNothing, printNothing};
const Form wait{"D",
                QT_TRANSLATE_NOOP("Script", "takes a duration of at most 10 minutes, such as "
                                            "250ms, 1.5s or 2 (seconds), a range 100ms..300ms, or "
                                            "p50:80ms,p99:400ms"),
                readWait, printWait};
const Form duration{"D",
                    QT_TRANSLATE_NOOP("Script", "takes a duration of at most 10 minutes, such as "
                                                "250ms, 1.5s or 2 (seconds)"),
                    readDuration, printWait};
const Form name{"NAME",
                QT_TRANSLATE_NOOP("Script", "takes a name of 1 to 64 printable ASCII characters"),
                readName, printText};
const Form status{"N", QT_TRANSLATE_NOOP("Script", "takes a status from 200 to 599"),
                  readNumber<200, 599>, printNumber};
const Form field{"NAME:VALUE",
                 QT_TRANSLATE_NOOP("Script", "takes NAME:VALUE on one line, but not a field of the "
                                             "framing or Date, which the server writes"),
                 readField, printField};
const Form mediaType{"TYPE",
                     QT_TRANSLATE_NOOP("Script", "takes a media type, such as application/json"),
                     readMediaType, printText};
const Form size{"SIZE",
                QT_TRANSLATE_NOOP("Script", "takes a size of at most 1TiB, such as 512 (bytes), "
                                            "10KB (1000 each) or 10KiB (1024 each)"),
                readSize<0>, printBytes};
const Form someSize{"SIZE",
                    QT_TRANSLATE_NOOP("Script", "takes a size from 1 to 1TiB, such as 512 (bytes), "
                                                "10KB (1000 each) or 10KiB (1024 each)"),
                    readSize<1>, printBytes};
const Form maySize{"[SIZE]",
                   QT_TRANSLATE_NOOP("Script", "takes nothing, or a size from 1 to 1TiB, such as "
                                               "512 (bytes), 10KB or 10KiB"),
                   readMaySize, printMayBytes};
const Form text{"TEXT", QT_TRANSLATE_NOOP("Script", "takes a text of at most 1 MiB"), readText,
                printText};
const Form json{"JSON", QT_TRANSLATE_NOOP("Script", "takes one JSON value of at most 1 MiB"),
                readJson, printText};
const Form count{"N", QT_TRANSLATE_NOOP("Script", "takes a whole number from 0 to 1000000000"),
                 readNumber<0, largestCount>, printNumber};
const Form number{"N", QT_TRANSLATE_NOOP("Script", "takes a whole number from 0 to 1000000"),
                  readNumber<0, largestNumber>, printNumber};
const Form someNumber{"N", QT_TRANSLATE_NOOP("Script", "takes a whole number from 1 to 1000000"),
                      readNumber<1, largestNumber>, printNumber};
const Form seed{"N",
                QT_TRANSLATE_NOOP("Script", "takes a whole number from 0 to 9223372036854775807"),
                readNumber<0, std::numeric_limits<qint64>::max()>, printNumber};

} // namespace forms

} // namespace overlap::script
