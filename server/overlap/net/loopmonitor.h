#pragma once

#include "overlap/http/time.h"
#include "overlap/record/journal.h"

namespace overlap::net {

// Loop thread. Writes to the journal when the loop was busy. Long iterations are written one by
// one, short ones as a sum, so a loop at full speed writes only a few hundred times a second.
class LoopMonitor
{
public:
    explicit LoopMonitor(record::Journal &journal) : m_journal(journal) {}

    // Call it at anything that the loop does: begins an iteration, unless one has begun.
    void at(http::Time now)
    {
        if (m_begin == idle)
            begin(now);
    }
    void end(http::Time now);                    // the loop is about to wait
    http::Time began() const { return m_begin; } // of the current iteration

private:
    static constexpr http::Time idle = http::Time::min();
    void begin(http::Time now);
    void report();

    record::Journal &m_journal;
    http::Time m_begin = idle; // of the current iteration
    http::Time m_reportedAt{};
    record::LoopSpan m_sum; // of short iterations; longestNs is 0 if there is none
};

} // namespace overlap::net
