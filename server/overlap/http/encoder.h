#pragma once

#include "overlap/http/response.h"

namespace overlap::http {

// Pure. What a response has to say about its connection (RFC 9112 §9.3, §9.6).
enum class Persistence : quint8 {
    Implied,   // HTTP/1.1 that stays open: nothing
    KeepAlive, // HTTP/1.0 that asked to stay open
    Close,
};

// Pure. Appends the response to `out` with exact framing: status line, Date, the response's own
// fields, Content-Length, Connection, body. It says HTTP/1.1 to clients of HTTP/1.0 too (RFC 9110
// §6.2). `forHead`: all of it without the body (RFC 9110 §9.3.2). A status of 1xx or 204 has
// neither a body nor a Content-Length. Returns the size of the head, empty line included.
qsizetype appendResponse(QByteArray &out, const Response &response, bool forHead,
                         Persistence persistence, QByteArrayView date);

inline constexpr QByteArrayView continueResponse = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace overlap::http
