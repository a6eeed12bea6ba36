#pragma once

#include "overlap/net/call.h"

#include <QByteArray>

namespace overlap::routes {

// Pure. What a request was, as JSON: for clients that want to see what they really sent. Values of
// a field that is repeated are joined by a comma (RFC 9110 §5.3). Bodies that are no UTF-8 are in
// Base64.
QByteArray requestAsJson(const http::Request &request, const net::Transport::Peer &peer);
QByteArray fieldsAsJson(const http::Request &request);
QByteArray peerAsJson(const net::Transport::Peer &peer);

} // namespace overlap::routes
