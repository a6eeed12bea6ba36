#pragma once

#include "overlap/net/call.h"

namespace overlap::schedule {

// Any thread. Decides when, and on which thread, a request's handler runs. Must outlive its calls.
class Strategy
{
public:
    virtual ~Strategy() = default;
    virtual void handle(net::Call &&call) = 0; // on the call's loop thread
};

} // namespace overlap::schedule
