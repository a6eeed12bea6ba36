#pragma once

#include "overlap/trial.h"

namespace overlap::analysis {

// Pure. How long a burst takes from its first request to its last answer, if handling requests were
// all that took time: N requests that compute for C and wait for W, on so many cores.
//   serial, blocking   N · (C + W)
//   concurrent         N · C + W: one loop's thread computes one after the other
//   thread-pool of K   for each K of them at a time, C · max(1, K ÷ cores) + W
std::chrono::nanoseconds predictedTime(QLatin1StringView strategy, const Workload &burst, int pool,
                                       int cores);

} // namespace overlap::analysis
