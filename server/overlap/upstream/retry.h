#pragma once

#include "overlap/http/method.h"

namespace overlap::upstream {

// Pure. A request on its way to an upstream, when its connection has ended.
struct Attempt
{
    http::Method method = http::Method::Unknown;
    bool isFirst = true;         // it was not sent again yet
    bool isReused = false;       // the connection had carried an answer before
    bool hasAnswerBegun = false; // any byte of it came, also of an interim one
    bool isWhollyKept = true;    // its body is here, from its first byte on, or it has none
    bool wasSent = true;         // any byte of it was handed over
};

// Whether it may be sent again on another connection (RFC 9110 §9.2.2, RFC 9112 §9.3.1). Only if
// the upstream may have closed the connection, which was idle, before it saw the request: one that
// dies of a request should be seen to do so, once.
bool maySendAgain(const Attempt &attempt);

// Whether to do something several times is to do it once (RFC 9110 §9.2.2).
bool isIdempotent(http::Method method);

} // namespace overlap::upstream
