#include "overlap/net/heldthreads.h"

#include <algorithm>

namespace overlap::net {

void HeldThreads::add(CallId call)
{
    const std::lock_guard lock(m_mutex);
    m_threads.try_emplace(call);
}

void HeldThreads::remove(CallId call)
{
    const std::lock_guard lock(m_mutex);
    const auto removed = m_threads.extract(call);
    if (removed && removed.mapped().waitingSince)
        m_changed.notify_all();
}

bool HeldThreads::holds(CallId call) const
{
    const std::lock_guard lock(m_mutex);
    return m_threads.contains(call);
}

HeldThreads::Time HeldThreads::waited(CallId call) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_threads.find(call);
    if (at == m_threads.end())
        return {};
    const Thread &thread = at->second;
    return thread.waited + (thread.waitingSince ? m_clock.now() - *thread.waitingSince : Time());
}

HeldThreads::Time HeldThreads::takeWaited(CallId call)
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_threads.find(call);
    return at == m_threads.end() ? Time() : std::exchange(at->second.waited, Time());
}

bool HeldThreads::wait(CallId call, std::optional<Time> duration)
{
    Time now = m_clock.now(); // the wait begins here, also if the lock takes a while
    const Time until = duration ? http::later(now, *duration) : http::never;
    std::unique_lock lock(m_mutex);
    for (;; now = m_clock.now()) {
        const Time soonest = duration ? until : now;
        const auto at = m_threads.find(call);
        if (at == m_threads.end())
            return false;
        Thread &thread = at->second;
        if (thread.waitingSince)
            thread.waited += now - *std::exchange(thread.waitingSince, std::nullopt);
        if (soonest > abandonedAt())
            return false;
        if (now >= until || (!duration && std::exchange(thread.isResumed, false)))
            return true;
        thread.waitingSince = now;
        const Time next = std::min(until, abandonedAt());
        if (next == http::never)
            m_changed.wait(lock);
        else
            m_changed.wait_for(lock, next - now);
    }
}

bool HeldThreads::resume(CallId call)
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_threads.find(call);
    if (at == m_threads.end())
        return false;
    at->second.isResumed = true;
    if (at->second.waitingSince)
        m_changed.notify_all();
    return true;
}

void HeldThreads::abandon(Time at)
{
    Time was = abandonedAt();
    while (at < was && !m_abandonedAt.compare_exchange_weak(was, at))
        ;
    // With the lock, a thread that is about to wait either sees the new value or is notified.
    const std::lock_guard lock(m_mutex);
    m_changed.notify_all();
}

bool HeldThreads::isAbandoned(Time stillNeeded) const
{
    const Time at = abandonedAt();
    return at != http::never && m_clock.now() + stillNeeded > at;
}

} // namespace overlap::net
