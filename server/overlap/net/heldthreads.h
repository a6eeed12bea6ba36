#pragma once

#include "overlap/net/call.h"
#include "overlap/net/clock.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>

namespace overlap::net {

// Any thread. The threads that the calls of one loop hold. A call waits here on its thread, and can
// be woken up when nobody wants its answer any more.
class HeldThreads
{
public:
    using Time = http::Time;
    explicit HeldThreads(Clock clock) : m_clock(clock) {}

    void add(CallId call);    // it holds a thread from now on
    void remove(CallId call); // it was answered, or nobody wants its answer any more
    bool holds(CallId call) const;
    Time waited(CallId call) const; // until now; 0 if it holds no thread
    Time takeWaited(CallId call);   // the same, and counts anew; while it does not wait

    // Blocks for the duration, or without one until resume(). False: it returned early or did not
    // wait, as nobody will wait for the answer.
    bool wait(CallId call, std::optional<Time> duration);
    bool resume(CallId call); // false: it holds no thread

    // From `at` on, nobody waits for answers. Wakes up threads that would wait longer.
    void abandon(Time at);
    Time abandonedAt() const { return m_abandonedAt.load(std::memory_order_relaxed); }
    bool isAbandoned(Time stillNeeded) const;

private:
    struct Thread
    {
        std::optional<Time> waitingSince{};
        Time waited{}; // before that
        bool isResumed = false;
    };

    const Clock m_clock;
    mutable std::mutex m_mutex;
    std::map<CallId, Thread> m_threads; // guarded by m_mutex
    std::condition_variable m_changed;
    std::atomic<Time> m_abandonedAt = http::never;
};

} // namespace overlap::net
