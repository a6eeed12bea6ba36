#pragma once

#include "overlap/http/headers.h"
#include "overlap/http/status.h"

namespace overlap::http {

// Pure. A handler's answer. A handler does not set Content-Length and Connection: the encoder does,
// and adds a Date.
struct Response
{
    Status status = Status::Ok;
    Headers headers{};
    QByteArray body{};
    bool dated = false;         // the headers contain a Date, so the encoder adds none
    bool close = false;         // close the connection after this response
    bool ownOriginOnly = false; // pages of other origins never read it, see cors.h
};

} // namespace overlap::http
