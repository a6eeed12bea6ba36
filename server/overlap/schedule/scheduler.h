#pragma once

#include "overlap/schedule/strategies.h"

#include <atomic>
#include <vector>

namespace overlap::schedule {

// Main thread, except for handle(). Passes calls to the current strategy. Keeps earlier strategies,
// as they may still own calls, and uses them again when they are chosen again. Must outlive the
// calls.
class Scheduler
{
public:
    // The table has at least one row, and outlives this.
    Scheduler(net::Handler handler, std::span<const Kind> strategies)
        : m_handler(std::move(handler))
        , m_strategies(strategies)
    {
    }

    bool choose(const Choice &choice); // for new calls; false: its name is not in the table
    void handle(net::Call &&call)      // on the call's loop thread
    {
        m_current.load(std::memory_order_acquire)->handle(std::move(call));
    }
    bool takesUploads() const // any thread, see Strategy
    {
        return m_current.load(std::memory_order_acquire)->takesUploads();
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
    std::atomic<Strategy *> m_current = nullptr;
};

} // namespace overlap::schedule
