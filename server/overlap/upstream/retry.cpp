#include "overlap/upstream/retry.h"

namespace overlap::upstream {

using http::Method;

bool maySendAgain(const Attempt &attempt)
{
    return attempt.isFirst && attempt.isReused && !attempt.hasAnswerBegun && attempt.isWhollyKept &&
           (!attempt.wasSent || isIdempotent(attempt.method));
}

bool isIdempotent(Method method)
{
    switch (method) {
    case Method::Get:
    case Method::Head:
    case Method::Put:
    case Method::Delete:
    case Method::Options:
    case Method::Trace: return true;
    case Method::Post:
    case Method::Patch:
    case Method::Connect:
    case Method::Unknown: return false;
    }
    return false;
}

} // namespace overlap::upstream
