#include "overlap/record/loopload.h"

#include "overlap/record/percentile.h"

#include <algorithm>

namespace overlap::record {

void LoopLoad::add(const LoopSpan &span)
{
    if (m_spans.size() == most)
        m_spans.pop_front();
    m_spans.push_back({span.fromNs, span.toNs, m_busy, span.longestNs});
    m_busy += span.busyNs;
    if (span.longestNs >= blockedNs)
        m_blocked.push_back({span.fromNs, span.toNs});
}

void LoopLoad::append(const LoopLoad &later)
{
    for (size_t i = 0; i < later.m_spans.size(); ++i) {
        const Span &span = later.m_spans[i];
        const qint64 busyUntil =
            i + 1 < later.m_spans.size() ? later.m_spans[i + 1].busyBefore : later.m_busy;
        add({span.fromNs, span.toNs, busyUntil - span.busyBefore, span.longestNs});
    }
}

void LoopLoad::forgetBefore(qint64 atNs)
{
    while (!m_spans.empty() && m_spans.front().toNs < atNs)
        m_spans.pop_front();
    while (!m_blocked.empty() && m_blocked.front().toNs < atNs)
        m_blocked.pop_front();
}

qint64 LoopLoad::busyIn(qint64 fromNs, qint64 toNs) const
{
    return isEmpty() ? 0 : busyUntil(toNs) - busyUntil(fromNs);
}

qint64 LoopLoad::busyUntil(qint64 atNs) const
{
    const auto after = std::ranges::lower_bound(m_spans, atNs, {}, &Span::fromNs);
    if (after == m_spans.begin())
        return after->busyBefore;
    const auto span = std::prev(after);
    const qint64 busy = (after == m_spans.end() ? m_busy : after->busyBefore) - span->busyBefore;
    if (atNs >= span->toNs)
        return span->busyBefore + busy;
    const double part = double(atNs - span->fromNs) / double(span->toNs - span->fromNs);
    return span->busyBefore + qRound64(part * double(busy));
}

std::vector<LoopLoad::Iteration> LoopLoad::blockedIn(qint64 fromNs, qint64 toNs) const
{
    std::vector<Iteration> iterations;
    auto iteration = std::ranges::upper_bound(m_blocked, fromNs, {}, &Iteration::toNs);
    for (; iteration != m_blocked.end() && iteration->fromNs < toNs; ++iteration)
        iterations.push_back(*iteration);
    return iterations;
}

qint64 LoopLoad::blockedSince(qint64 atNs, qint64 notBeforeNs) const
{
    constexpr qint64 pauseNs = 1'000'000; // a loop that looks for events and finds some is faster
    qint64 sinceNs = atNs;
    auto after = std::ranges::lower_bound(m_blocked, atNs, {}, &Iteration::fromNs);
    for (; after != m_blocked.begin() && sinceNs > notBeforeNs; --after) {
        const Iteration &iteration = *std::prev(after);
        const qint64 gapNs = sinceNs - iteration.toNs;
        if (gapNs > pauseNs && gapNs - busyIn(iteration.toNs, sinceNs) > pauseNs)
            break;
        sinceNs = iteration.fromNs;
    }
    return std::min(atNs, std::max(sinceNs, notBeforeNs));
}

qint64 LoopLoad::lagP99(qint64 fromNs) const
{
    constexpr size_t latest = 4096;
    std::vector<qint64> longest;
    for (auto span = m_spans.rbegin();
         span != m_spans.rend() && span->toNs > fromNs && longest.size() < latest; ++span)
        longest.push_back(span->longestNs);
    if (longest.empty())
        return 0;
    return percentile(longest, 99);
}

} // namespace overlap::record
