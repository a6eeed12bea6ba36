#pragma once

#include "overlap/http/headers.h"

namespace overlap::http {

// Pure. Requests by which another program controls the server and asks what it has seen.

// Whether that is done at this path, which is still encoded: /gates and below, /requests, /overlap.
// Costs nothing for nearly all others.
bool isKnownToControl(QByteArrayView path);
inline bool mayBeControlPath(QByteArrayView begin)
{
    return begin.size() >= 6 && (begin[1] == 'g' || begin[1] == 'o' || begin[1] == 'r');
}
inline bool isControlPath(QByteArrayView path)
{
    return mayBeControlPath(path) && isKnownToControl(path);
}

// A page of another origin can not send this field without a preflight, which is never granted.
inline constexpr QByteArrayView controlField = "Overlap-Control";
inline constexpr QByteArrayView controlValue = "1";

// Whether a request asks for control, by its target and its head. Otherwise these paths are like
// others.
bool isMarkedForControl(QByteArrayView target, QByteArrayView head);
inline bool asksForControl(QByteArrayView target, QByteArrayView head)
{
    return (mayBeControlPath(target) || !target.startsWith('/')) &&
           isMarkedForControl(target, head);
}

// Whether a Host field, or the authority of a target, names this machine: localhost and names below
// it (RFC 6761 §6.3), 127.0.0.0/8 or [::1], with any port.
bool isLoopbackHost(QByteArrayView host);
// Whether it is an IP address. A page can make its own name lead here, but not an address.
bool isAddress(QByteArrayView host);
// Whether a page from elsewhere may have made this name lead here (“DNS rebinding”): it is no name
// of this machine, no address, and has a dot; one without is looked up in one's own network only.
bool mayBeRebound(QByteArrayView host);
// The host and port of an absolute-form target (RFC 9112 §3.2.2); null if it has another form.
QByteArrayView authorityOf(QByteArrayView target);

} // namespace overlap::http
