#pragma once

#include "overlap/http/time.h"

#include <chrono>

namespace overlap::net {

// Any thread. The monotonic clock of one session: the times in its records count from its creation.
// Also the wall clock, which may be set at any time.
class Clock
{
public:
    using Wall = http::Time (*)(); // since the Unix epoch; called on any thread

    Clock() = default;
    explicit Clock(Wall source) : m_wall(source) {}

    http::Time now() const { return std::chrono::steady_clock::now() - m_epoch; }
    http::Time wall() const { return m_wall(); }

private:
    static http::Time systemTime() { return std::chrono::system_clock::now().time_since_epoch(); }

    std::chrono::steady_clock::time_point m_epoch = std::chrono::steady_clock::now();
    Wall m_wall = systemTime;
};

} // namespace overlap::net
