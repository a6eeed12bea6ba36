#pragma once

#include "overlap/net/call.h"

#include <functional>
#include <vector>

namespace overlap::routes {

// One row of a route table. Its handler may be called on any thread, and outlives its calls.
struct Route
{
    // Segments of a path; a last segment in braces, such as "/sleep/{duration}", stands for any
    // one segment, which the handler gets decoded.
    QByteArray pattern;
    std::vector<http::Method> methods; // HEAD goes with GET, OPTIONS with all
    std::function<void(net::Call call, const QByteArray &parameter)> handler;
};

} // namespace overlap::routes
