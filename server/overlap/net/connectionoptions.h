#pragma once

#include "overlap/http/limits.h"
#include "overlap/net/transportfactory.h"

namespace overlap::net {

// Pure. How a server's connections are carried, and what they may ask for.
struct ConnectionOptions
{
    http::Limits limits;
    TransportFactory transport = fastestTransport;
    // Bytes that the kernel holds of each, each way; 0: as the system has it. For tests, whose
    // results must not hang on that.
    int kernelBuffer = 0;
};

} // namespace overlap::net
