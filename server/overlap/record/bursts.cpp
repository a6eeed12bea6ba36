#include "overlap/record/steps.h"

namespace overlap::record {

// The questions that are asked of whole stretches of time; the steps themselves are in steps.cpp.

Steps::Span Steps::span(qint64 fromNs, qint64 toNs) const
{
    const Sum sum = over(fromNs, toNs);
    return {fromNs, toNs, sum.most, sum.workNs, sum.busyNs};
}

std::vector<Steps::Step> Steps::stepsIn(qint64 fromNs, qint64 toNs, qsizetype most) const
{
    const qsizetype first = changesUntil(fromNs);
    const qsizetype end = changesBefore(toNs);
    if (end - first > most)
        return {};
    std::vector<Step> steps{{fromNs, countAt(fromNs)}};
    for (qsizetype i = first; i < end; ++i) {
        if (i + 1 == m_times.size() || m_times[i + 1] != m_times[i])
            steps.push_back({m_times[i], m_counts[i]});
    }
    return steps;
}

template <typename Fits>
qsizetype Steps::lastBefore(qsizetype end, Fits fits) const
{
    while (end > 0) {
        if (fits(sumOf(end - 1)))
            return end - 1;
        qsizetype step = 1;
        qsizetype size = 1;
        for (const std::vector<Sum> &level : m_levels) {
            size *= fanOut;
            if (end % size != 0 || fits(level[size_t(end / size - 1)]))
                break;
            step = size;
        }
        end -= step;
    }
    return -1;
}

template <typename Fits>
qsizetype Steps::firstFrom(qsizetype begin, Fits fits) const
{
    while (begin < m_times.size()) {
        if (fits(sumOf(begin)))
            return begin;
        qsizetype step = 1;
        qsizetype size = 1;
        for (const std::vector<Sum> &level : m_levels) {
            size *= fanOut;
            if (begin % size != 0 || fits(level[size_t(begin / size)]))
                break;
            step = size;
        }
        begin += step;
    }
    return m_times.size();
}

// The stretch since the last change is no segment yet: it counts as number m_times.size().
Steps::Span Steps::burstAround(qsizetype core, qint32 open, qint64 nowNs) const
{
    if (core < 0)
        return {};
    const auto busy = [](const Sum &sum) { return sum.busyNs > 0; };
    const auto gap = [](const Sum &sum) { return sum.idleNs >= burstGapNs; };
    const qsizetype all = m_times.size();
    const qsizetype first = firstFrom(lastBefore(core, gap) + 1, busy);
    const qsizetype end = core == all ? all : firstFrom(core + 1, gap);
    const qint64 toNs = end == all && open > 0 ? nowNs : beginOf(end);
    return span(beginOf(first), toNs);
}

Steps::Span Steps::lastBurst(qint64 nowNs) const
{
    const qsizetype all = m_times.size();
    if (all == 0)
        return {};
    const auto overlapping = [](const Sum &sum) { return sum.most >= 2; };
    const qint32 open = nowNs > m_times.back() ? m_counts.back() : 0;
    const qsizetype core = open >= 2 ? all : lastBefore(all, overlapping);
    return core < 0 ? latestBurst(nowNs) : burstAround(core, open, nowNs);
}

Steps::Span Steps::latestBurst(qint64 nowNs) const
{
    const qsizetype all = m_times.size();
    if (all == 0)
        return {};
    const auto busy = [](const Sum &sum) { return sum.busyNs > 0; };
    const qint32 open = nowNs > m_times.back() ? m_counts.back() : 0;
    return burstAround(open > 0 ? all : lastBefore(all, busy), open, nowNs);
}

} // namespace overlap::record
