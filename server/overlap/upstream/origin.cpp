#include "overlap/upstream/origin.h"

#include "overlap/http/chars.h"
#include "overlap/http/control.h"
#include "overlap/http/headers.h"
#include "overlap/http/target.h"

#include <algorithm>
#include <optional>

namespace overlap::upstream {

namespace chars = http::chars;

namespace {

constexpr quint16 portOf(bool isTls)
{
    return isTls ? 443 : 80;
}

// Whether `text` began with it, which is removed then.
bool take(QByteArrayView &text, QByteArrayView begin)
{
    if (text.size() < begin.size() || !http::equalsIgnoringCase(text.first(begin.size()), begin))
        return false;
    text = text.sliced(begin.size());
    return true;
}

QByteArrayView takeUntil(QByteArrayView &text, QByteArrayView ends)
{
    const auto *const end = std::find_first_of(text.begin(), text.end(), ends.begin(), ends.end());
    const QByteArrayView taken(text.begin(), end);
    text = {end, text.end()};
    return taken;
}

struct Authority
{
    QByteArray host;
    quint16 port;
};

// Without a user; port 0 is none that one can connect to.
std::optional<Authority> authorityFrom(QByteArrayView text, bool isTls)
{
    if (!http::isHost(text))
        return std::nullopt;
    const qsizetype bracket = text.lastIndexOf(']');
    const qsizetype colon = text.indexOf(':', bracket < 0 ? 0 : bracket);
    QByteArrayView host = colon < 0 ? text : text.first(colon);
    if (bracket >= 0)
        host = host.sliced(1, bracket - 1);
    const QByteArrayView port = colon < 0 ? QByteArrayView() : text.sliced(colon + 1);
    const auto number = port.isEmpty() ? portOf(isTls) : quint16(port.toInt());
    if (number == 0)
        return std::nullopt;
    return Authority{host.toByteArray().toLower(), number};
}

bool isPath(QByteArrayView path)
{
    for (const char *p = path.begin(); (p = chars::skip(p, path.end(), chars::Path)) != path.end();
         p += 3) {
        const bool isEscape = *p == '%' && path.end() - p >= 3 && chars::is(p[1], chars::Hex) &&
                              chars::is(p[2], chars::Hex);
        if (!isEscape)
            return false;
    }
    return true;
}

QByteArray inBrackets(const QByteArray &host)
{
    return host.contains(':') ? '[' + host + ']' : host;
}

bool isSame(const Authority &authority, const Origin &origin)
{
    if (authority.port != origin.port)
        return false;
    return authority.host == origin.host || (http::isLoopbackHost(inBrackets(authority.host)) &&
                                             http::isLoopbackHost(inBrackets(origin.host)));
}

// What follows the base path; null: the path is not below it.
QByteArrayView behindBase(QByteArrayView path, const Origin &origin)
{
    if (!path.startsWith(origin.basePath))
        return {};
    const QByteArrayView rest = path.sliced(origin.basePath.size());
    const bool isBelow = rest.isEmpty() || rest[0] == '/' || rest[0] == '?' || rest[0] == '#';
    return isBelow ? rest : QByteArrayView();
}

} // namespace

QByteArray Origin::authority() const
{
    const QByteArray text = inBrackets(host);
    return port == portOf(isTls) ? text : text + ':' + QByteArray::number(port);
}

std::variant<Origin, OriginError> originFrom(QByteArrayView url)
{
    Origin origin;
    origin.isTls = take(url, "https://");
    if (!origin.isTls && !take(url, "http://"))
        return OriginError::Scheme;
    const QByteArrayView text = takeUntil(url, "/?#");
    if (text.contains('@'))
        return OriginError::User;
    const std::optional<Authority> authority = authorityFrom(text, origin.isTls);
    if (!authority)
        return OriginError::Host;
    if (url.contains('?') || url.contains('#'))
        return OriginError::Query;
    if (!isPath(url))
        return OriginError::Path;
    while (url.endsWith('/'))
        url.chop(1);
    origin.host = authority->host;
    origin.port = authority->port;
    origin.basePath = url.toByteArray();
    return origin;
}

QByteArrayView sentenceOf(OriginError error)
{
    switch (error) {
    case OriginError::Scheme: return "Write an upstream as http://host:port or https://host:port.";
    case OriginError::User:
        return "An upstream has no user name or password: let the client send them.";
    case OriginError::Host:
        return "The host of an upstream is a name, an IPv4 address or an IPv6 address in brackets, "
               "and a port from 1 to 65535 if it is not the usual one.";
    case OriginError::Query: return "An upstream ends with a host or a path: leave ? and # out.";
    case OriginError::Path:
        return "The path of an upstream holds a byte that must be written as % and two digits.";
    }
    return {};
}

QByteArray ownReference(QByteArrayView reference, const Origin &origin, QByteArrayView ownHost)
{
    QByteArrayView rest = reference;
    const bool hasAuthority = take(rest, origin.isTls ? "https://" : "http://") || take(rest, "//");
    if (hasAuthority) {
        const std::optional<Authority> authority =
            authorityFrom(takeUntil(rest, "/?#"), origin.isTls);
        if (!authority || !isSame(*authority, origin))
            return reference.toByteArray();
    } else if (!rest.startsWith('/') || origin.basePath.isEmpty()) {
        return reference.toByteArray();
    }
    const bool isRoot = rest.isEmpty() || rest[0] != '/';
    const QByteArray path = isRoot ? '/' + rest.toByteArray() : rest.toByteArray();
    const QByteArrayView below = behindBase(path, origin);
    if (below.isNull())
        return reference.toByteArray();
    const QByteArray own = below.startsWith('/') ? below.toByteArray() : '/' + below.toByteArray();
    // A path that begins with two slashes would name a host.
    if (hasAuthority && !ownHost.isEmpty())
        return "http://" + ownHost.toByteArray() + own;
    return own.startsWith("//") ? "/." + own : own;
}

} // namespace overlap::upstream
