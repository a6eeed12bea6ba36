#pragma once

#include "schedule/strategies.h"

#include <atomic>
#include <vector>

namespace overlap::schedule {

// Main thread, but for handle(). The strategy of now, and those before it, which still have calls
// in their care. Outlives the calls.
class Scheduler
{
public:
    explicit Scheduler(net::Handler handler) : m_handler(std::move(handler)) {}

    void choose(QLatin1StringView name, const Options &options); // for the calls to come
    void handle(net::Call call)                                  // on the call's loop
    {
        m_now.load(std::memory_order_acquire)->handle(std::move(call));
    }
    void drop(); // what is queued: nobody waits

private:
    const net::Handler m_handler;
    std::vector<std::unique_ptr<Strategy>> m_strategies;
    std::atomic<Strategy *> m_now = nullptr;
};

} // namespace overlap::schedule
