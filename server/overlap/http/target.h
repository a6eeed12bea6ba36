#pragma once

#include "overlap/http/method.h"

#include <QByteArrayView>

#include <optional>

namespace overlap::http {

// Pure. The path by which a request is routed (RFC 9112 §3.2), still percent-encoded and without
// the query. It comes from the origin-form, or from the absolute-form of an http URI. It is "*" for
// OPTIONS on the whole server, and empty for CONNECT with the authority-form. Nothing if the target
// has no such form, or one that the method does not allow. The bytes and escapes of `target` must
// be valid. The view is into `target` or static.
std::optional<QByteArrayView> pathOfTarget(Method method, QByteArrayView target);

// Whether the text is a host with an optional port, as in a Host field (RFC 9110 §7.2): a name, an
// IPv4 address or an IPv6 address in brackets. Stricter than RFC 3986, where nearly everything is
// a name: no sub-delimiters (a comma would join two hosts), no escapes, no IPvFuture, no port above
// 65535. Must not be empty: an http URI needs a host, so a server may refuse (RFC 9112 §3.3).
bool isHost(QByteArrayView text);

// The addresses of RFC 3986 §3.2.2: four decimal numbers, or an IPv6 address without brackets.
bool isIPv4(QByteArrayView text);
bool isIPv6(QByteArrayView text);

} // namespace overlap::http
