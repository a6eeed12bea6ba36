#pragma once

#include "overlap/http/headers.h"
#include "overlap/http/method.h"

namespace overlap::script {

// Pure. What the preconditions of a request say (RFC 9110 §13.2.2).
enum class Precondition : quint8 {
    Holds,       // or there is none
    NotModified, // the answer is 304
    Failed,      // the answer is 412
};

// Pure. Of a request to what has this strong entity tag, which is given without its quotes. Only
// GET and HEAD are answered by 304.
Precondition preconditionOf(http::Method method, const http::Headers &fields, QByteArrayView tag);

} // namespace overlap::script
