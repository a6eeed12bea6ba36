#include "overlap/scenario/pattern.h"

#include "overlap/http/chars.h"
#include "overlap/script/query.h"
#include "overlap/text/format.h"

#include <QSet>

#include <algorithm>

namespace overlap::scenario {

using namespace Qt::StringLiterals;
namespace chars = http::chars;
using Kind = Pattern::Segment::Kind;

namespace {

// Most segments have no escape.
bool isSame(QByteArrayView encoded, const QByteArray &decoded)
{
    return encoded.contains('%') ? QByteArray::fromPercentEncoding(encoded.toByteArray()) == decoded
                                 : encoded == decoded;
}

// Takes the segment before the next slash; null behind the last one.
QByteArrayView takeSegment(QByteArrayView &path)
{
    const qsizetype end = path.indexOf('/');
    const QByteArrayView segment = end < 0 ? path : path.first(end);
    path = end < 0 ? QByteArrayView() : path.sliced(end + 1);
    return segment;
}

bool isName(QByteArrayView text)
{
    return !text.isEmpty() && chars::skip(text.begin(), text.end(), chars::Name) == text.end();
}

std::variant<Pattern::Segment, PatternError> segmentFrom(QByteArrayView text)
{
    const qsizetype brace = std::max(text.indexOf('{'), text.indexOf('}'));
    if (const qsizetype star = text.indexOf('*'); star >= 0) // which means much elsewhere
        return PatternError{star,
                            u"A * stands for nothing here: write {id} for a segment, {rest...} "
                            "for the rest, and %2A for a *."_s};
    if (brace < 0) {
        if (auto literal = script::decoded(text))
            return Pattern::Segment{Kind::Literal, *std::move(literal)};
        return PatternError{
            text.indexOf('%'),
            u"A % has two hexadecimal digits behind it in a path; %25 stands for a %."_s};
    }
    if (!text.startsWith('{') || text.indexOf('}') != text.size() - 1)
        return PatternError{0, u"Braces stand for a whole segment, as in /items/{id}."_s};
    QByteArrayView name = text.sliced(1, text.size() - 2);
    const bool isRest = name.endsWith("...");
    name.chop(isRest ? 3 : 0);
    if (!isName(name))
        return PatternError{
            1, u"A name in braces has letters, digits and “-._~”, as in {id} or {rest...}."_s};
    return Pattern::Segment{isRest ? Kind::Rest : Kind::One, name.toByteArray()};
}

} // namespace

bool Pattern::takesMethod(QByteArrayView name) const
{
    return method.isEmpty() || name == method || (method == "GET" && name == "HEAD");
}

std::optional<QByteArrayView> Pattern::matchPath(QByteArrayView path) const
{
    if (!path.startsWith('/'))
        return std::nullopt;
    path = path.sliced(1);
    for (const Segment &segment : segments) {
        if (path.isNull())
            return std::nullopt; // it has fewer segments
        if (segment.kind == Kind::Rest)
            return path;
        const QByteArrayView asked = takeSegment(path);
        if (segment.kind == Kind::One ? asked.isEmpty() : !isSame(asked, segment.text))
            return std::nullopt;
    }
    return path.isNull() ? std::optional(QByteArrayView()) : std::nullopt;
}

std::variant<Pattern, PatternError> patternFrom(QByteArrayView text)
{
    const qsizetype blank = text.startsWith('/') ? -1 : text.indexOf(' ');
    const QByteArrayView method = text.first(std::max<qsizetype>(0, blank));
    QByteArrayView path = text.sliced(blank + 1);
    if (!path.startsWith('/'))
        return PatternError{blank + 1,
                            u"Write a path, or a method and a path, as in “GET /items/{id}”."_s};
    if (blank >= 0 && !chars::isToken(method))
        return PatternError{0, u"“%1” is no method."_s.arg(text::shortText(method))};
    if (method != method.toByteArray().toUpper())
        return PatternError{0, u"Methods are in capital letters: did you mean “%1”?"_s.arg(
                                   text::shortText(method.toByteArray().toUpper()))};
    for (qsizetype at = 0; at < path.size(); ++at) {
        if (path[at] == '?' || path[at] == '#')
            return PatternError{blank + 1 + at,
                                u"A pattern is a path only: “query” is for what is behind it."_s};
    }
    Pattern pattern{.method = method.toByteArray()};
    QSet<QByteArray> names;
    path = path.sliced(1);
    while (!path.isNull()) {
        const qsizetype begin = path.data() - text.data();
        auto read = segmentFrom(takeSegment(path));
        if (auto *error = std::get_if<PatternError>(&read))
            return PatternError{begin + error->position, error->text};
        auto &segment = std::get<Pattern::Segment>(read);
        if (segment.kind == Kind::Rest && !path.isNull())
            return PatternError{begin, u"“...” takes the rest: no segment comes behind it."_s};
        if (segment.kind != Kind::Literal && names.contains(segment.text))
            return PatternError{
                begin + 1, u"The name “%1” is there twice."_s.arg(text::shortText(segment.text))};
        if (segment.kind != Kind::Literal)
            names += segment.text;
        pattern.segments += std::move(segment);
    }
    return pattern;
}

QByteArray print(const Pattern &pattern)
{
    QByteArray text = pattern.method;
    if (!text.isEmpty())
        text += ' ';
    for (const Pattern::Segment &segment : pattern.segments) {
        text += '/';
        if (segment.kind == Kind::Literal)
            text += segment.text.toPercentEncoding("!$&'()+,;=:@");
        else
            text.append('{').append(segment.text).append(segment.kind == Kind::Rest ? "...}" : "}");
    }
    return text;
}

} // namespace overlap::scenario
