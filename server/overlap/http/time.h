#pragma once

#include <chrono>

namespace overlap::http {

// Pure. An instant on a monotonic clock of the caller's choosing. Nothing in this room reads a
// clock; tests count by hand.
using Time = std::chrono::nanoseconds;

inline constexpr Time never = Time::max();

constexpr Time later(Time from, Time by)
{
    return by >= never - from ? never : from + by;
}

} // namespace overlap::http
