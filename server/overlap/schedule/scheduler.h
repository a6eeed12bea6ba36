#pragma once

#include "overlap/schedule/strategies.h"

#include <atomic>
#include <vector>

namespace overlap::schedule {

// Main thread, but for handle(). The strategy of now, and those before it, which may still have
// calls in their care and are taken up again when they are chosen again. Outlives the calls.
class Scheduler
{
public:
    // The table has at least one row, and outlives this.
    Scheduler(net::Handler handler, std::span<const Kind> strategies)
        : m_handler(std::move(handler))
        , m_strategies(strategies)
    {
    }

    void choose(const Choice &choice); // for the calls to come; a name in the table
    void handle(net::Call call)        // on the call's loop
    {
        m_now.load(std::memory_order_acquire)->handle(std::move(call));
    }

private:
    struct Made
    {
        const Kind *kind;
        Counts counts;
        std::unique_ptr<Strategy> strategy;
    };

    const net::Handler m_handler;
    const std::span<const Kind> m_strategies;
    std::vector<Made> m_made;
    std::atomic<Strategy *> m_now = nullptr;
};

} // namespace overlap::schedule
