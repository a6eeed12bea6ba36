#pragma once

#include <chrono>

namespace overlap::http {

// Pure. An instant on the caller's monotonic clock. Nothing in this room reads a clock: the caller
// passes the time.
using Time = std::chrono::nanoseconds;

inline constexpr Time never = Time::max();

constexpr Time later(Time from, Time by)
{
    return by >= never - from ? never : from + by;
}

} // namespace overlap::http
