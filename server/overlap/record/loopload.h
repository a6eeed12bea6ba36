#pragma once

#include "overlap/record/record.h"

#include <deque>
#include <vector>

namespace overlap::record {

// Pure. When one event loop was busy: the spans of its journal. Times in ns; queries cost O(log n).
class LoopLoad
{
public:
    // People notice iterations of this length: everything else waits.
    static constexpr qint64 blockedNs = 50'000'000;
    static constexpr qint64 alarmNs = 100'000'000;
    struct Iteration
    {
        qint64 fromNs;
        qint64 toNs;
        qint64 ns() const { return toNs - fromNs; }
    };

    void add(const LoopSpan &span); // in the order of time
    void append(const LoopLoad &later);
    void forgetBefore(qint64 atNs); // spans that ended before

    bool isEmpty() const { return m_spans.empty(); }
    qint64 lastNs() const { return isEmpty() ? 0 : m_spans.back().toNs; }
    // How long it was busy within [fromNs, toNs), if the busy time of a span is spread evenly.
    qint64 busyIn(qint64 fromNs, qint64 toNs) const;
    // Iterations of blockedNs or more that overlap the range, in order.
    std::vector<Iteration> blockedIn(qint64 fromNs, qint64 toNs) const;
    // Since when it was blocked without a pause until it came to what it did at atNs; atNs: it was
    // not. Looks back no further than notBeforeNs. Costs a step for each iteration.
    qint64 blockedSince(qint64 atNs, qint64 notBeforeNs) const;
    // How long an event may wait for the loop: at most for the longest iteration. The 99th
    // percentile (nearest rank) of these, over the last 4096 spans that end after fromNs.
    qint64 lagP99(qint64 fromNs) const;

private:
    struct Span
    {
        qint64 fromNs;
        qint64 toNs;
        qint64 busyBefore; // of all spans before it
        qint64 longestNs;  // the longest iteration
    };
    qint64 busyUntil(qint64 atNs) const;

    static constexpr size_t most = 1 << 19; // half an hour at full speed
    std::deque<Span> m_spans;
    std::deque<Iteration> m_blocked;
    qint64 m_busy = 0; // of all spans ever
};

} // namespace overlap::record
