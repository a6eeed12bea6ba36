#include "overlap/folder/ranges.h"

#include "overlap/http/chars.h"
#include "overlap/http/headers.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace overlap::folder {

namespace {

using Kind = Ranges::Kind;

constexpr QByteArrayView unit = "bytes";

// A position may have any number of digits; it is then behind the end of any file.
std::optional<qint64> positionFrom(QByteArrayView text)
{
    if (text.isEmpty() ||
        http::chars::skip(text.begin(), text.end(), http::chars::Digit) != text.end())
        return std::nullopt;
    const qint64 position = http::lengthFrom(text);
    return position < 0 ? std::numeric_limits<qint64>::max() : position;
}

// "5-9", "5-" or "-5" (RFC 9110 §14.1.1). Nothing: it is wrong. Of size 0: it can't be satisfied.
std::optional<Range> rangeFrom(QByteArrayView spec, qint64 size)
{
    const qsizetype dash = spec.indexOf('-');
    if (dash < 0)
        return std::nullopt;
    const QByteArrayView behind = spec.sliced(dash + 1);
    const std::optional<qint64> last = positionFrom(behind);
    if (dash == 0) {
        const qint64 length = qMin(last.value_or(0), size);
        return last ? std::optional(Range{size - length, length}) : std::nullopt;
    }
    const std::optional<qint64> first = positionFrom(spec.first(dash));
    if (!first || (!last && !behind.isEmpty()) || (last && *last < *first))
        return std::nullopt;
    if (*first >= size)
        return Range{size, 0};
    return Range{*first, qMin(last.value_or(size - 1), size - 1) - *first + 1};
}

std::vector<Range> joined(const std::vector<Range> &parts)
{
    std::vector<Range> ascending = parts;
    std::ranges::sort(ascending, {}, &Range::first);
    std::vector<Range> result;
    for (const Range &part : ascending) {
        if (result.empty() || part.first >= result.back().end())
            result.push_back(part);
        else
            result.back().size = std::max(result.back().end(), part.end()) - result.back().first;
    }
    return result.size() < parts.size() ? result : parts;
}

} // namespace

Ranges rangesOf(QByteArrayView field, qint64 size)
{
    const qsizetype equals = field.indexOf('=');
    if (equals < 0 || !http::equalsIgnoringCase(field.first(equals), unit))
        return {};
    Ranges ranges;
    int count = 0;
    for (QByteArrayView list = field.sliced(equals + 1); !list.isEmpty();) {
        const QByteArrayView spec = http::takeToken(list);
        if (spec.isEmpty()) // a list may have empty elements (§5.6.1.2)
            continue;
        const std::optional<Range> range = rangeFrom(spec, size);
        if (!range || ++count > mostRanges)
            return {};
        if (range->size > 0)
            ranges.parts.push_back(*range);
        else if (spec.startsWith('-') && size == 0 && positionFrom(spec.sliced(1)) != 0)
            return {}; // the end of an empty file is all of it, and no range says so
    }
    if (count == 0)
        return {};
    ranges.kind = ranges.parts.empty() ? Kind::Unsatisfiable : Kind::Partial;
    ranges.parts = joined(ranges.parts);
    return ranges;
}

} // namespace overlap::folder
