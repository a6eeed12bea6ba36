#pragma once

#include "overlap/http/headers.h"
#include "overlap/http/method.h"
#include "overlap/http/time.h"

namespace overlap::http {

// Pure. One complete, valid request. headers.text() is the head as received, with the request line.
struct Request
{
    Method method = Method::Unknown;
    bool cors = false;    // pages of other origins may read the answer
    int minorVersion = 1; // of HTTP/1.x
    Headers headers;
    // Views into headers.text(): valid as long as this, or a copy, exists unchanged.
    QByteArrayView target; // as received, such as "/sleep?n=1"
    QByteArrayView path;   // see pathOfTarget(); still percent-encoded
    QByteArray body;       // content, decoded from chunks (RFC 9112 §7.1)

    QByteArrayView methodName() const; // as received, also for unknown methods
};

// Pure. When the parts of a request arrived.
struct Arrival
{
    Time idleSince = {}; // accepted, or the previous response was handed over
    Time firstByte = {};
    Time headRead = {};
    Time bodyRead = {};
};

} // namespace overlap::http
