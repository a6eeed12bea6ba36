#include "overlap/upstream/fields.h"

#include <algorithm>
#include <array>

namespace overlap::upstream {

using http::equalsIgnoringCase;

// By length, as in Known, so that a name is compared with the few that are as long.
static constexpr std::array<QByteArrayView, std::size_t(Known::Other)> names = {
    "TE",
    "Via",
    "Date",
    "Host",
    "Expect",
    "Upgrade",
    "Location",
    "Connection",
    "Keep-Alive",
    "Content-Type",
    "Max-Forwards",
    "Content-Length",
    "HTTP2-Settings",
    "X-Forwarded-For",
    "Content-Location",
    "X-Forwarded-Host",
    "Proxy-Connection",
    "Transfer-Encoding",
    "X-Forwarded-Proto",
    "Access-Control-Allow-Origin",
};
static_assert(std::ranges::is_sorted(names, {}, &QByteArrayView::size));

// For each length, the first name that is as long or longer.
static constexpr auto firstOfLength = [] {
    std::array<quint8, std::size_t(names.back().size()) + 2> first{};
    std::size_t at = 0;
    for (std::size_t length = 0; length < first.size(); ++length) {
        while (at < names.size() && names[at].size() < qsizetype(length))
            ++at;
        first[length] = quint8(at);
    }
    return first;
}();

// HTTP2-Settings: an upgrade to HTTP/2 would get past everything that is checked here.
static constexpr bool isOfConnection(Known known)
{
    switch (known) {
    case Known::Te:
    case Known::Upgrade:
    case Known::Connection:
    case Known::KeepAlive:
    case Known::ContentLength:
    case Known::Http2Settings:
    case Known::ProxyConnection:
    case Known::TransferEncoding: return true;
    default: return false;
    }
}

Known knownAs(QByteArrayView name)
{
    const auto length = std::size_t(name.size());
    if (length + 1 >= firstOfLength.size())
        return Known::Other;
    for (quint8 at = firstOfLength[length]; at < firstOfLength[length + 1]; ++at) {
        if (equalsIgnoringCase(name, names[at]))
            return Known(at);
    }
    return Known::Other;
}

Fields::Fields(const http::Headers &headers)
{
    for (const http::Headers::Field &field : headers) {
        const Known known = knownAs(field.name);
        m_fields.append({field, known});
        m_known |= bit(known);
        if (known != Known::Connection)
            continue;
        for (QByteArrayView list = field.value; !list.isEmpty();) {
            if (const QByteArrayView option = http::takeToken(list); !option.isEmpty())
                m_named.append(option);
        }
    }
}

std::optional<QByteArrayView> Fields::find(Known known) const
{
    if (!contains(known))
        return std::nullopt;
    return std::ranges::find(m_fields, known, &Field::known)->value;
}

bool Fields::hasToken(Known known, QByteArrayView token) const
{
    if (!contains(known))
        return false;
    for (const Field &field : m_fields) {
        if (field.known != known)
            continue;
        for (QByteArrayView list = field.value; !list.isEmpty();) {
            if (equalsIgnoringCase(http::takeToken(list), token))
                return true;
        }
    }
    return false;
}

bool Fields::endsHere(const Field &field) const
{
    return isOfConnection(field.known) ||
           std::ranges::any_of(m_named, [&field](QByteArrayView other) {
               return equalsIgnoringCase(field.name, other);
           });
}

} // namespace overlap::upstream
