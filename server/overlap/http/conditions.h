#pragma once

#include "overlap/http/headers.h"
#include "overlap/http/method.h"

#include <optional>

namespace overlap::http {

// Pure. By what a client knows whether its copy is current (RFC 9110 §8.8).
struct Validators
{
    QByteArray tag{};                 // as in ETag: in quotes, W/ before if it is weak; empty: none
    std::optional<qint64> modified{}; // as in Last-Modified; seconds since the Unix epoch
};

// Pure. What the preconditions of a request say (RFC 9110 §13.2.2).
enum class Precondition : quint8 {
    Holds,       // or there is none
    NotModified, // the answer is 304
    Failed,      // the answer is 412
};

// Pure. Of a request to what exists, and has these validators. Only GET and HEAD are answered by
// 304. `now` is that of parseDate().
Precondition preconditionOf(Method method, const Headers &fields, const Validators &current,
                            qint64 now = 0);

// Pure. Whether the client wants the ranges that it asks for, or all, since what it has is no
// longer current (If-Range, RFC 9110 §13.1.5). A date counts only if it is a strong validator: so
// `modified` must be missing as long as the same second may bring another change.
bool wantsRanges(const Headers &fields, const Validators &current, qint64 now = 0);

} // namespace overlap::http
