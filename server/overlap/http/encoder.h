#pragma once

#include "overlap/http/response.h"

namespace overlap::http {

// Pure. The Connection field of a response (RFC 9112 §9.3, §9.6).
enum class Persistence : quint8 {
    Implied,   // no field: HTTP/1.1 stays open by default
    KeepAlive, // for HTTP/1.0 clients that asked for it
    Close,
};

// Pure. Appends the response to `out`: status line, Date, the response's own fields,
// Content-Length, Connection, body. The version is HTTP/1.1 for HTTP/1.0 clients too (RFC 9110
// §6.2). `forHead` leaves out the body (RFC 9110 §9.3.2). 1xx and 204 have no body and no
// Content-Length. Returns the size of the head in bytes, including the empty line.
qsizetype appendResponse(QByteArray &out, const Response &response, bool forHead,
                         Persistence persistence, QByteArrayView date);

inline constexpr QByteArrayView continueResponse = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace overlap::http
