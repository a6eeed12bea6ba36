#include "overlap/upstream/hops.h"

#include <algorithm>
#include <array>

namespace overlap::upstream {

using http::equalsIgnoringCase;

// HTTP2-Settings: an upgrade to HTTP/2 would get past everything that is checked here.
static constexpr std::array<QByteArrayView, 8> ofConnection = {
    "Connection", "Content-Length",    "HTTP2-Settings", "Keep-Alive", "Proxy-Connection",
    "TE",         "Transfer-Encoding", "Upgrade"};

Hops::Hops(const http::Headers &fields)
{
    for (const http::Headers::Field &field : fields) {
        if (!equalsIgnoringCase(field.name, "Connection"))
            continue;
        for (QByteArrayView list = field.value; !list.isEmpty();) {
            if (const QByteArrayView option = http::takeToken(list); !option.isEmpty())
                m_named.append(option);
        }
    }
}

bool Hops::endHere(QByteArrayView name) const
{
    const auto isName = [name](QByteArrayView other) { return equalsIgnoringCase(name, other); };
    return std::ranges::any_of(ofConnection, isName) || std::ranges::any_of(m_named, isName);
}

bool hasToken(const http::Headers &fields, QByteArrayView name, QByteArrayView token)
{
    for (const http::Headers::Field &field : fields) {
        if (!equalsIgnoringCase(field.name, name))
            continue;
        for (QByteArrayView list = field.value; !list.isEmpty();) {
            if (equalsIgnoringCase(http::takeToken(list), token))
                return true;
        }
    }
    return false;
}

} // namespace overlap::upstream
