#pragma once

#include "overlap/http/time.h"
#include "overlap/record/journal.h"

#include <functional>

namespace overlap::net {

// Loop thread. Writes to the journal when the loop was busy. Long iterations are written one by
// one, short ones as a sum, so a loop at full speed writes only a few hundred times a second.
class LoopMonitor
{
public:
    // Not every event dispatcher tells when its loop is about to wait: under load, that of Windows
    // delivers what has arrived meanwhile for as long as there is something. So an iteration that
    // takes long is ended by an event, and so are those that follow, until the loop waits again.
    // If that event does not come either, the dispatcher is interrupted.
    struct Means
    {
        std::function<void()> postEnd; // posts an event that calls end()
        std::function<void()> interrupt;
    };
    LoopMonitor(record::Journal &journal, Means means);

    // Call it at anything that the loop does: begins an iteration, unless one has begun.
    void at(http::Time now)
    {
        if (now >= m_due)
            atDue(now);
    }
    enum class EndedBy { Waiting, Event };
    void end(http::Time now, EndedBy by = EndedBy::Waiting);
    http::Time began() const { return m_begin; }     // the current iteration
    http::Time lastEnded() const { return m_ended; } // the iteration before it
    quint32 number() const { return m_number; }      // of the current iteration

private:
    static constexpr http::Time idle = http::Time::min();
    void atDue(http::Time now);
    void postEnd();
    void begin(http::Time now);
    void report();

    record::Journal &m_journal;
    const Means m_means;
    bool m_waits = true; // lately
    bool m_isEndPosted = false;
    http::Time m_due = idle;   // when at() has something to do
    http::Time m_begin = idle; // of the current iteration
    http::Time m_ended{};      // of the one before
    quint32 m_number = 0;
    http::Time m_reportedAt{};
    record::LoopSpan m_sum; // of short iterations; longestNs is 0 if there is none
};

} // namespace overlap::net
