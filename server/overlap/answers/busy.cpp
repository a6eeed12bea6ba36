#include "overlap/answers/busy.h"

#include "overlap/answers/cputime.h"

#include <algorithm>

namespace overlap::answers {

using Clock = std::chrono::steady_clock;

// Takes about 20 µs, between two readings of the clock. The result is used, so that no compiler
// removes the work.
static quint64 work(quint64 state)
{
    for (int i = 0; i < 10'000; ++i) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    return state;
}

std::optional<quint64> keepBusy(std::chrono::nanoseconds duration, const net::Call &call)
{
    call.announce(); // so that the window shows which request blocks the loop
    quint64 state = 0x9e3779b97f4a7c15;
    const auto end = threadCpuTime() + duration;
    // Windows counts in steps of 16 ms, whole as soon as one has begun; but no thread uses more
    // time than passes.
    const auto earliest = Clock::now() + duration;
    for (;;) {
        const auto left =
            std::max<std::chrono::nanoseconds>(end - threadCpuTime(), earliest - Clock::now());
        if (left.count() <= 0)
            return state;
        if (call.isAbandoned(left))
            return std::nullopt;
        state = work(state);
    }
}

} // namespace overlap::answers
