#include "overlap/http/control.h"

#include "overlap/http/method.h"
#include "overlap/http/target.h"

#include <algorithm>

namespace overlap::http {

bool isKnownToControl(QByteArrayView path)
{
    return path == "/gates" || path.startsWith("/gates/") || path == "/requests" ||
           path == "/overlap";
}

bool isMarkedForControl(QByteArrayView target, QByteArrayView head)
{
    return isControlPath(pathOfTarget(Method::Get, target).value_or(QByteArrayView())) &&
           valueIn(head, controlField) == controlValue;
}

// Without its port, and without brackets.
static QByteArrayView nameIn(QByteArrayView host)
{
    if (host.startsWith('[')) {
        const qsizetype end = host.indexOf(']');
        return end < 0 ? QByteArrayView() : host.sliced(1, end - 1);
    }
    const qsizetype colon = host.indexOf(':');
    return colon < 0 ? host : host.first(colon);
}

bool isLoopbackHost(QByteArrayView host)
{
    constexpr QByteArrayView localhost = "localhost";
    const QByteArrayView name = nameIn(host);
    if (host.startsWith('['))
        return name == "::1";
    if (isIPv4(name))
        return name.startsWith("127.");
    if (name.size() < localhost.size() ||
        !equalsIgnoringCase(name.last(localhost.size()), localhost))
        return false;
    const QByteArrayView before = name.chopped(localhost.size());
    return before.isEmpty() || before.endsWith('.');
}

bool isAddress(QByteArrayView host)
{
    return host.startsWith('[') ? isIPv6(nameIn(host)) : isIPv4(nameIn(host));
}

bool mayBeRebound(QByteArrayView host)
{
    return !isLoopbackHost(host) && !isAddress(host) && nameIn(host).contains('.');
}

QByteArrayView authorityOf(QByteArrayView target)
{
    constexpr QByteArrayView scheme = "http://";
    if (target.size() < scheme.size() || !equalsIgnoringCase(target.first(scheme.size()), scheme))
        return {};
    const QByteArrayView rest = target.sliced(scheme.size());
    const auto *end = std::ranges::find_if(rest, [](char c) { return c == '/' || c == '?'; });
    return {rest.begin(), end};
}

} // namespace overlap::http
