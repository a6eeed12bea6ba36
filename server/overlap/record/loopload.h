#pragma once

#include "overlap/record/record.h"

#include <deque>
#include <vector>

namespace overlap::record {

// Pure. When one event loop was occupied, exact at the granularity in which its journal told. Times
// in ns; queries cost O(log n).
class LoopLoad
{
public:
    // A turn of this length or more held everything else up: people notice.
    static constexpr qint64 blockedNs = 50'000'000;
    static constexpr qint64 alarmNs = 100'000'000;
    struct Iteration
    {
        qint64 fromNs;
        qint64 toNs;
        qint64 ns() const { return toNs - fromNs; }
    };

    void add(const LoopSpan &span); // in the order of time
    void forgetBefore(qint64 atNs); // whole spans

    bool isEmpty() const { return m_spans.empty(); }
    qint64 lastNs() const { return isEmpty() ? 0 : m_spans.back().toNs; }
    // How long it was occupied within [fromNs, toNs): a span's time counts as spread evenly.
    qint64 busyIn(qint64 fromNs, qint64 toNs) const;
    // The turns of blockedNs or more that overlap the range, in order.
    std::vector<Iteration> blockedIn(qint64 fromNs, qint64 toNs) const;
    // What waits for the loop waits at most for its longest turn: the 99th percentile (nearest
    // rank) of these over the spans that end after fromNs, at most the latest 4096.
    qint64 lagP99(qint64 fromNs) const;

private:
    struct Span
    {
        qint64 fromNs;
        qint64 toNs;
        qint64 busyBefore; // of all spans before it
        qint64 longestNs;  // of its turns
    };
    qint64 busyUntil(qint64 atNs) const;

    static constexpr size_t most = 1 << 19; // half an hour at full speed
    std::deque<Span> m_spans;
    std::deque<Iteration> m_blocked;
    qint64 m_busy = 0; // of all spans ever
};

} // namespace overlap::record
