#include "overlap/script/preconditions.h"

namespace overlap::script {

namespace {

// Whether the lists of all fields of that name have the tag, or are "*". If-None-Match compares
// weakly, If-Match strongly (RFC 9110 §8.8.3.2).
bool isListed(const http::Headers &fields, QByteArrayView name, QByteArrayView tag, bool weakly)
{
    const QByteArray quoted = '"' + tag.toByteArray() + '"';
    for (const auto &field : fields) {
        if (!http::equalsIgnoringCase(field.name, name))
            continue;
        for (QByteArrayView list = field.value; !list.isEmpty();) {
            const QByteArrayView listed = http::takeListElement(list);
            if (listed == quoted || listed == "*" || (weakly && listed == "W/" + quoted))
                return true;
        }
    }
    return false;
}

} // namespace

Precondition preconditionOf(http::Method method, const http::Headers &fields, QByteArrayView tag)
{
    if (fields.contains("If-Match") && !isListed(fields, "If-Match", tag, false))
        return Precondition::Failed;
    if (!isListed(fields, "If-None-Match", tag, true))
        return Precondition::Holds;
    const bool reads = method == http::Method::Get || method == http::Method::Head;
    return reads ? Precondition::NotModified : Precondition::Failed;
}

} // namespace overlap::script
