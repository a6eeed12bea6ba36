#pragma once

#include "net/clock.h"

#include <functional>
#include <memory>

namespace overlap::net {

// Loop thread. Goes off once at a set time, never before, as exactly as the platform can.
class Alarm
{
public:
    virtual ~Alarm() = default;
    // From now on; replaces what was set. 0: in the loop's next turn.
    virtual void set(http::Time wait) = 0;
    virtual void cancel() = 0;
};

// The most exact one that the platform has, or the portable one, which knows milliseconds only.
std::unique_ptr<Alarm> makeAlarm(bool portable, std::function<void()> goOff);

} // namespace overlap::net
