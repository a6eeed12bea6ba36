#pragma once

#include "overlap/http/time.h"
#include "overlap/record/journal.h"

namespace overlap::net {

// Loop thread. Tells a journal when its loop was occupied: long turns one by one, short ones summed
// up, so that a loop at full speed tells a few hundred times a second.
class LoopMonitor
{
public:
    explicit LoopMonitor(record::Journal &journal) : m_journal(journal) {}

    // At anything that the loop does: its turn has begun, if it had not yet.
    void at(http::Time now)
    {
        if (m_begin == idle)
            begin(now);
    }
    void end(http::Time now);                    // it is about to wait
    http::Time began() const { return m_begin; } // the turn at hand, if there is one

private:
    static constexpr http::Time idle = http::Time::min();
    void begin(http::Time now);
    void tell();

    record::Journal &m_journal;
    http::Time m_begin = idle; // of the turn that goes on
    http::Time m_told{};       // when it was last told
    record::LoopSpan m_sum;    // of short turns; longestNs 0: none
};

} // namespace overlap::net
