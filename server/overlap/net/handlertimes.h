#pragma once

#include "overlap/http/time.h"
#include "overlap/record/record.h"

#include <array>

namespace overlap::net {

// Pure. The times of a request that its exchange does not know.
struct HandlerTimes
{
    quint64 id = 0;                       // 0: not announced yet
    http::Time started{}, answered{};     // 0: not yet
    http::Time begun{};                   // an answer in pieces; 0: not yet, or as a whole
    http::Time streamDue{};               // when its last wait was due; 0: it had none
    http::Time waited{};                  // the sum of `waits`
    http::Time held{};                    // while it held its thread and waited
    http::Time queuedAtRule{};            // for its rule's turn, not that of the strategy
    std::array<record::Ticks, 6> waits{}; // while it was parked, but not Queued; up to Upstream
    quint16 rule = 0;                     // see Call::noteRule()

    void addWait(record::Phase phase, http::Time duration); // while it was parked
};

} // namespace overlap::net
