#pragma once

#include "http/time.h"

#include <chrono>

namespace overlap::net {

// Any thread. The monotonic clock of one session: every time in its records counts from here.
class Clock
{
public:
    http::Time now() const { return std::chrono::steady_clock::now() - m_epoch; }

private:
    std::chrono::steady_clock::time_point m_epoch = std::chrono::steady_clock::now();
};

} // namespace overlap::net
