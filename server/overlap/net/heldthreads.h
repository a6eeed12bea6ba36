#pragma once

#include "overlap/net/call.h"
#include "overlap/net/clock.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>

namespace overlap::net {

// Any thread. The threads that the calls of one loop hold, and where these wait, so that they can
// be let go of when nobody wants the answer any more.
class HeldThreads
{
public:
    using Time = http::Time;
    explicit HeldThreads(Clock clock) : m_clock(clock) {}

    void add(CallId call);    // it holds a thread from now on
    void remove(CallId call); // it is answered, or nobody wants its answer any more
    bool holds(CallId call) const;

    // Holds the thread for the duration, or without one until resume(). False: not that long, as
    // nobody would wait for the answer.
    bool wait(CallId call, std::optional<Time> duration);
    bool resume(CallId call); // false: it holds no thread

    // From `at` on nobody waits for answers any more: lets go of threads that would hold on longer.
    void abandon(Time at);
    Time abandonedAt() const { return m_abandonedAt.load(std::memory_order_relaxed); }
    bool isAbandoned(Time stillNeeded) const;

private:
    struct Thread
    {
        bool isWaiting = false;
        bool isResumed = false;
    };

    const Clock m_clock;
    mutable std::mutex m_mutex;
    std::map<CallId, Thread> m_threads; // by whose they are; guarded by m_mutex
    std::condition_variable m_changed;
    std::atomic<Time> m_abandonedAt = http::never;
};

} // namespace overlap::net
