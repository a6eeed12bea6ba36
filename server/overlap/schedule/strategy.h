#pragma once

#include "overlap/net/call.h"

namespace overlap::schedule {

// Any thread. Decides when, and on which thread, a request's handler runs. Must outlive its calls.
class Strategy
{
public:
    virtual ~Strategy() = default;
    virtual void handle(net::Call &&call) = 0; // on the call's loop thread
    // Whether handlers may take bodies of requests in pieces, as they come: not if they hold a
    // thread, which reads first.
    virtual bool takesUploads() const { return true; }
};

} // namespace overlap::schedule
