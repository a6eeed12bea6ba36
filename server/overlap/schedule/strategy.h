#pragma once

#include "overlap/net/call.h"

namespace overlap::schedule {

// Any thread. Decides when and where a request's handler runs. Outlives the calls that it was
// given.
class Strategy
{
public:
    virtual ~Strategy() = default;
    virtual void handle(net::Call call) = 0; // on the call's loop
};

} // namespace overlap::schedule
