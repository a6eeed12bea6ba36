#pragma once

#include "overlap/http/bodylength.h"
#include "overlap/http/request.h"
#include "overlap/upstream/fields.h"
#include "overlap/upstream/origin.h"
#include "overlap/upstream/responseparser.h"

#include <optional>

namespace overlap::upstream {

// Pure. How requests are passed on.
struct Forwarding
{
    Origin origin{};
    bool keepsHost = false; // the Host field stays what the client sent
    // A token, unlike that of any other server: in Via it says that a request was here before.
    QByteArray pseudonym = "overlap";
    bool tunnels = true;    // a request may become a WebSocket
    QByteArray authority{}; // of the origin, made once for all requests; empty: made for each
};

// Pure. How the body of a request is framed: nothing if it has none.
std::optional<http::BodyLength> bodyOf(const Fields &fields);

// Pure. Whether the request asks to become a WebSocket (RFC 6455 §4.1), the only protocol that is
// passed on.
bool asksForWebSocket(const http::Request &request, const Fields &fields);
ResponseParser::Asked askedBy(const http::Request &request, const Fields &fields);

// Pure. The host by which the client knows us, as in a Host field: that of the target's
// absolute-form wins (RFC 9112 §3.2.2). Empty: it did not say.
QByteArrayView hostOf(const http::Request &request);

// Pure. Whether the request was passed on by this server already (RFC 9110 §7.6.3), so that it
// would go in circles.
bool wasHere(const http::Headers &fields, QByteArrayView pseudonym);

// Pure. Whether a request that counts who passes it on may go no further (RFC 9110 §7.6.2).
bool endsHere(const http::Request &request);

// Pure. The head that the upstream gets: the target behind the base path, Host, the fields that go
// on, Via, Forwarded and X-Forwarded-*, and the framing of a body (RFC 9110 §7.6, RFC 9112 §3, §6,
// RFC 7239). `client` is its address, such as 127.0.0.1 or ::1. `expects`: the client has not got a
// 100 that it waits for, so it is asked of the upstream.
QByteArray requestHead(const http::Request &request, const Fields &fields, const Forwarding &how,
                       QByteArrayView client, bool expects = false);

} // namespace overlap::upstream
