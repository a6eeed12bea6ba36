#pragma once

#include "overlap/http/method.h"

#include <QByteArrayView>

#include <optional>

namespace overlap::http {

// Pure. The path by which a request is routed (RFC 9112 §3.2), still percent-encoded and without
// the query: of the origin-form, or of the absolute-form of an http URI; "*" for OPTIONS on the
// whole server; empty for CONNECT with the authority-form. Nothing where the target has none of
// these forms, or one that its method does not allow. Expects a target whose bytes and escapes have
// been checked. The view is into `target` or static.
std::optional<QByteArrayView> pathOfTarget(Method method, QByteArrayView target);

// Whether the text is a host with an optional port, as a Host field carries it (RFC 9110 §7.2): a
// name, an IPv4 address or a bracketed IPv6 address. Stricter than the grammar of RFC 3986, by
// which nearly everything is a name: no sub-delimiters such as the comma of two hosts in one, no
// escapes, no IPvFuture, no port above 65535. Not empty: an http URI needs a host, so a server may
// refuse (RFC 9112 §3.3), and this one tells its client.
bool isHost(QByteArrayView text);

// An address as RFC 3986 §3.2.2 writes it: four decimal numbers, or groups without brackets.
bool isIPv4(QByteArrayView text);
bool isIPv6(QByteArrayView text);

} // namespace overlap::http
