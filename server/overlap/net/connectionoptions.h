#pragma once

#include "overlap/http/limits.h"
#include "overlap/net/transportfactory.h"

namespace overlap::net {

// Pure. The transport of a server's connections, and their limits.
struct ConnectionOptions
{
    http::Limits limits{};
    TransportFactory transport = fastestTransport;
    // The kernel's buffer in each direction, in bytes; 0: the system's default. For tests, whose
    // results must not depend on it.
    int kernelBuffer = 0;
};

} // namespace overlap::net
