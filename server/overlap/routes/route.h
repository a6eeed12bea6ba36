#pragma once

#include "overlap/net/call.h"

#include <functional>
#include <vector>

namespace overlap::routes {

// Any thread. One row of a route table. The handler must outlive its calls.
struct Route
{
    // A path. A segment in braces, as in "/sleep/{duration}", matches any one segment, and the
    // handler gets that segment decoded.
    QByteArray pattern;
    std::vector<http::Method> methods; // GET includes HEAD; OPTIONS is always allowed
    std::function<void(net::Call &&call, const QByteArray &parameter)> handler;
};

} // namespace overlap::routes
