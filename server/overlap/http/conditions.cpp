#include "overlap/http/conditions.h"

#include "overlap/http/date.h"

namespace overlap::http {

namespace {

constexpr QByteArrayView weak = "W/";

QByteArrayView opaque(QByteArrayView tag)
{
    return tag.startsWith(weak) ? tag.sliced(weak.size()) : tag;
}

// RFC 9110 §8.8.3.2
bool areSame(QByteArrayView a, QByteArrayView b, bool weakly)
{
    return weakly ? opaque(a) == opaque(b) : a == b && !a.startsWith(weak);
}

// Whether the lists of all fields of that name have the tag, or are "*".
bool isListed(const Headers &fields, QByteArrayView name, QByteArrayView tag, bool weakly)
{
    for (const auto &field : fields) {
        if (!equalsIgnoringCase(field.name, name))
            continue;
        for (QByteArrayView list = field.value; !list.isEmpty();) {
            const QByteArrayView listed = takeListElement(list);
            if (listed == "*" || (!tag.isEmpty() && areSame(listed, tag, weakly)))
                return true;
        }
    }
    return false;
}

// The date of the one field of that name; one that is none is ignored, and so are several.
std::optional<qint64> dateIn(const Headers &fields, QByteArrayView name, qint64 now)
{
    const auto value = fields.find(name);
    return value && fields.count(name) == 1 ? parseDate(*value, now) : std::nullopt;
}

} // namespace

Precondition preconditionOf(Method method, const Headers &fields, const Validators &current,
                            qint64 now)
{
    if (fields.contains("If-Match")) {
        if (!isListed(fields, "If-Match", current.tag, false))
            return Precondition::Failed;
    } else if (current.modified) {
        const auto since = dateIn(fields, "If-Unmodified-Since", now);
        if (since && *current.modified > *since)
            return Precondition::Failed;
    }
    const bool reads = method == Method::Get || method == Method::Head;
    if (fields.contains("If-None-Match")) {
        if (isListed(fields, "If-None-Match", current.tag, true))
            return reads ? Precondition::NotModified : Precondition::Failed;
    } else if (reads && current.modified) {
        const auto since = dateIn(fields, "If-Modified-Since", now);
        if (since && *current.modified <= *since)
            return Precondition::NotModified;
    }
    return Precondition::Holds;
}

bool wantsRanges(const Headers &fields, const Validators &current, qint64 now)
{
    const auto value = fields.find("If-Range");
    if (!value)
        return true;
    if (fields.count("If-Range") > 1)
        return false;
    if (opaque(*value).startsWith('"'))
        return areSame(*value, current.tag, false);
    const auto date = parseDate(*value, now);
    return date && date == current.modified;
}

} // namespace overlap::http
