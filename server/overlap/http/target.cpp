#include "overlap/http/target.h"

#include "overlap/http/chars.h"
#include "overlap/http/headers.h"

#include <algorithm>

namespace overlap::http {

static bool isPort(QByteArrayView text)
{
    int port = 0;
    for (const char c : text) {
        if (!chars::is(c, chars::Digit))
            return false;
        port = port * 10 + (c - '0');
        if (port > 65535)
            return false;
    }
    return true;
}

bool isIPv4(QByteArrayView text)
{
    int parts = 0;
    while (true) {
        const qsizetype dot = text.indexOf('.');
        const QByteArrayView part = dot < 0 ? text : text.first(dot);
        const bool zeroPadded = part.size() > 1 && part.front() == '0';
        if (part.isEmpty() || part.size() > 3 || zeroPadded || !isPort(part) || part.toInt() > 255)
            return false;
        ++parts;
        if (dot < 0)
            return parts == 4;
        text = text.sliced(dot + 1);
    }
}

// How many 16-bit groups the text has, separated by colons. An IPv4 address at the end counts as
// two. -1 if a group is invalid; 0 for an empty text.
static int countGroups(QByteArrayView text, bool mayEndInIpv4)
{
    int groups = 0;
    while (!text.isEmpty()) {
        const qsizetype colon = text.indexOf(':');
        const QByteArrayView group = colon < 0 ? text : text.first(colon);
        if (colon < 0 && mayEndInIpv4 && isIPv4(group))
            return groups + 2;
        if (group.isEmpty() || group.size() > 4 ||
            chars::skip(group.begin(), group.end(), chars::Hex) != group.end())
            return -1;
        ++groups;
        if (colon >= 0 && colon + 1 == text.size())
            return -1; // ends in a colon
        text = text.sliced(colon < 0 ? text.size() : colon + 1);
    }
    return groups;
}

bool isIPv6(QByteArrayView text)
{
    const qsizetype gap = text.indexOf("::");
    if (gap < 0)
        return countGroups(text, true) == 8;
    const int before = countGroups(text.first(gap), false);
    const int after = countGroups(text.sliced(gap + 2), true);
    return before >= 0 && after >= 0 && before + after <= 7;
}

bool isHost(QByteArrayView text)
{
    if (text.startsWith('[')) {
        const qsizetype end = text.indexOf(']');
        if (end < 0 || !isIPv6(text.sliced(1, end - 1)))
            return false;
        text = text.sliced(end + 1);
        return text.isEmpty() || (text.front() == ':' && isPort(text.sliced(1)));
    }
    const char *nameEnd = chars::skip(text.begin(), text.end(), chars::Name);
    if (nameEnd == text.begin())
        return false;
    const QByteArrayView rest = text.sliced(nameEnd - text.begin());
    return rest.isEmpty() || (rest.front() == ':' && isPort(rest.sliced(1)));
}

static QByteArrayView untilQuery(QByteArrayView text)
{
    return {text.begin(), std::find(text.begin(), text.end(), '?')};
}

// `rest` is what follows "http://". No other scheme is served: https must not be answered over an
// insecure connection (RFC 9110 §7.4).
static std::optional<QByteArrayView> pathOfUri(Method method, QByteArrayView rest)
{
    const QByteArrayView beforeQuery = untilQuery(rest);
    const qsizetype slash = beforeQuery.indexOf('/');
    if (!isHost(slash < 0 ? beforeQuery : beforeQuery.first(slash)))
        return std::nullopt;
    if (slash >= 0)
        return beforeQuery.sliced(slash);
    // RFC 9112 §3.2.4: for OPTIONS, a URI without a path asks about the whole server.
    const bool wholeServer = method == Method::Options && beforeQuery.size() == rest.size();
    return wholeServer ? QByteArrayView("*") : QByteArrayView("/");
}

std::optional<QByteArrayView> pathOfTarget(Method method, QByteArrayView target)
{
    constexpr QByteArrayView scheme = "http://";
    if (target.startsWith('/'))
        return untilQuery(target);
    if (target == "*" && method == Method::Options)
        return target;
    if (equalsIgnoringCase(target.first(qMin(scheme.size(), target.size())), scheme))
        return pathOfUri(method, target.sliced(scheme.size()));
    const bool hasPort = !target.isEmpty() && chars::is(target.back(), chars::Digit) &&
                         target.lastIndexOf(':') > target.lastIndexOf(']');
    if (method == Method::Connect && hasPort && isHost(target))
        return target.first(0);
    return std::nullopt;
}

} // namespace overlap::http
