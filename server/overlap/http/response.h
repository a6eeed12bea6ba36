#pragma once

#include "overlap/http/headers.h"
#include "overlap/http/status.h"

namespace overlap::http {

// Pure. What a handler answers. Framing (Content-Length), Date and Connection are the encoder's:
// a handler does not set them.
struct Response
{
    Status status = Status::Ok;
    Headers headers;
    QByteArray body;
    bool close = false; // close the connection after this response
};

} // namespace overlap::http
