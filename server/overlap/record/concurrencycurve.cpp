#include "overlap/record/concurrencycurve.h"

#include <algorithm>

namespace overlap::record {

namespace {

using Count = ConcurrencyCurve::Count;

Count operator+(Count a, Count b)
{
    return {a.inFlight + b.inFlight, a.queued + b.queued};
}

Count operator-(Count a, Count b)
{
    return {a.inFlight - b.inFlight, a.queued - b.queued};
}

} // namespace

inline void ConcurrencyCurve::Sum::add(Count count, qint64 ns)
{
    if (ns <= 0)
        return;
    workNs += count.inFlight * ns;
    queuedNs += count.queued * ns;
    if (count.inFlight > 0)
        busyNs += ns;
    else
        idleNs = qMax(idleNs, ns);
    least = qMin(least, count.inFlight);
    most = qMax(most, count.inFlight);
    leastHandled = qMin(leastHandled, count.handled());
    mostHandled = qMax(mostHandled, count.handled());
}

void ConcurrencyCurve::Sum::add(const Sum &sum)
{
    workNs += sum.workNs;
    queuedNs += sum.queuedNs;
    busyNs += sum.busyNs;
    idleNs = qMax(idleNs, sum.idleNs);
    least = qMin(least, sum.least);
    most = qMax(most, sum.most);
    leastHandled = qMin(leastHandled, sum.leastHandled);
    mostHandled = qMax(mostHandled, sum.mostHandled);
}

void ConcurrencyCurve::change(qint64 atNs, Count by)
{
    if (m_trimmed)
        atNs = qMax(atNs, m_originNs); // a change in forgotten time must still be counted
    const bool isFirst = isEmpty();
    if (isFirst && !m_trimmed)
        m_originNs = atNs;
    if (isFirst || atNs >= m_times.back()) {
        const Count before = countBefore(m_times.size());
        m_counts.append(before.inFlight + by.inFlight);
        m_queued.append(before.queued + by.queued);
        m_times.append(atNs);
        if (m_times.size() % fanOut == 0)
            addNodes();
        return;
    }
    m_late.push_back({atNs, by});
}

// Merges from the back, so that each change is moved only once.
void ConcurrencyCurve::mergeLate()
{
    if (m_late.empty())
        return;
    std::ranges::stable_sort(m_late, {}, &Late::atNs);
    const qsizetype first = changesUntil(m_late.front().atNs);
    if (first == 0 && !m_trimmed)
        m_originNs = m_late.front().atNs;
    Count earlier; // the sum of the late changes that are not placed yet
    qsizetype from = m_times.size();
    for (const Late &late : m_late) {
        earlier = earlier + late.by;
        m_times.append(late.atNs);
        m_counts.append(0);
        m_queued.append(0);
    }
    const auto place = [this](qsizetype at, Count count) {
        m_counts[at] = count.inFlight;
        m_queued.set(at, count.queued);
    };
    for (qsizetype to = m_times.size(); !m_late.empty();) {
        const Late late = m_late.back();
        --to;
        if (from > first && m_times[from - 1] > late.atNs) {
            --from;
            m_times[to] = m_times[from];
            place(to, countAfter(from) + earlier);
            continue;
        }
        m_times[to] = late.atNs;
        place(to, countBefore(from) + earlier);
        earlier = earlier - late.by;
        m_late.pop_back();
    }
    removeNodesFrom(first);
    addNodes();
}

void ConcurrencyCurve::addNodes()
{
    qsizetype children = m_times.size();
    for (size_t level = 0; children >= fanOut; ++level) {
        if (level == m_levels.size())
            m_levels.emplace_back();
        std::vector<Sum> &nodes = m_levels[level];
        while ((qsizetype(nodes.size()) + 1) * fanOut <= children)
            nodes.push_back(level == 0 ? sumOfSegments(qsizetype(nodes.size()) * fanOut)
                                       : sumOfNodes(m_levels[level - 1], nodes.size() * fanOut));
        children = qsizetype(nodes.size());
    }
}

void ConcurrencyCurve::removeNodesFrom(qsizetype segment)
{
    for (std::vector<Sum> &nodes : m_levels) {
        segment /= fanOut;
        nodes.resize(std::min(nodes.size(), size_t(segment)));
    }
}

ConcurrencyCurve::Sum ConcurrencyCurve::sumOfSegments(qsizetype first) const
{
    Sum sum;
    qint64 fromNs = beginOf(first);
    Count count = countBefore(first);
    for (qsizetype segment = first; segment < first + fanOut; ++segment) {
        const qint64 toNs = m_times[segment];
        sum.add(count, toNs - fromNs);
        fromNs = toNs;
        count = countAfter(segment);
    }
    return sum;
}

ConcurrencyCurve::Sum ConcurrencyCurve::sumOfNodes(const std::vector<Sum> &nodes, size_t first)
{
    Sum sum;
    for (size_t node = first; node < first + fanOut; ++node)
        sum.add(nodes[node]);
    return sum;
}

void ConcurrencyCurve::forgetBefore(qint64 atNs)
{
    // In whole nodes of the second level, so that the two lowest levels stay valid.
    constexpr qsizetype unit = fanOut * fanOut;
    const qsizetype count = changesBefore(atNs) / unit * unit;
    if (count == 0)
        return;
    m_originNs = m_times[count - 1];
    m_originCount = countAfter(count - 1);
    m_trimmed = true;
    m_times.removeFront(count);
    m_counts.removeFront(count);
    m_queued.removeFront(count);
    qsizetype nodes = count / fanOut;
    for (size_t level = 0; level < qMin<size_t>(2, m_levels.size()); ++level, nodes /= fanOut)
        m_levels[level].erase(m_levels[level].begin(), m_levels[level].begin() + nodes);
    for (size_t level = 2; level < m_levels.size(); ++level)
        m_levels[level].clear();
    addNodes();
}

// Exponential search from the hint, then binary search.
qsizetype ConcurrencyCurve::changesUntil(qint64 atNs, qsizetype hint) const
{
    qsizetype low = hint > 0 && m_times[hint - 1] <= atNs ? hint : 0;
    qsizetype ahead = low > 0 ? 64 : m_times.size();
    while (low + ahead < m_times.size() && m_times[low + ahead] <= atNs) {
        low += ahead;
        ahead *= 2;
    }
    for (qsizetype high = qMin(low + ahead, m_times.size()); low < high;) {
        const qsizetype middle = low + (high - low) / 2;
        if (m_times[middle] <= atNs)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

qsizetype ConcurrencyCurve::changesBefore(qint64 atNs) const
{
    return atNs == std::numeric_limits<qint64>::min() ? 0 : changesUntil(atNs - 1);
}

ConcurrencyCurve::Count ConcurrencyCurve::countBefore(qsizetype segment) const
{
    return segment == 0 ? m_originCount : countAfter(segment - 1);
}

qint64 ConcurrencyCurve::beginOf(qsizetype segment) const
{
    return segment == 0 ? m_originNs : m_times[segment - 1];
}

ConcurrencyCurve::Sum ConcurrencyCurve::sumOf(qsizetype segment) const
{
    Sum sum;
    sum.add(countBefore(segment), m_times[segment] - beginOf(segment));
    return sum;
}

ConcurrencyCurve::Count ConcurrencyCurve::countAt(qint64 atNs) const
{
    return atNs < m_originNs ? Count{} : countBefore(changesUntil(atNs));
}

void ConcurrencyCurve::addRange(Sum &sum, qsizetype first, qsizetype end) const
{
    while (first < end) {
        qsizetype size = 1;
        const Sum *node = nullptr;
        for (const std::vector<Sum> &level : m_levels) {
            const qsizetype wider = size * fanOut;
            if (first % wider != 0 || first + wider > end)
                break;
            node = &level[size_t(first / wider)];
            size = wider;
        }
        sum.add(node ? *node : sumOf(first));
        first += size;
    }
}

ConcurrencyCurve::Sum ConcurrencyCurve::over(qint64 fromNs, qint64 toNs) const
{
    Sum sum;
    const qint64 known = qMax(fromNs, m_originNs); // before it, nothing is known: counts as 0
    sum.add({}, qMin(known, toNs) - fromNs);
    const qsizetype first = changesUntil(known);
    const qsizetype end = changesBefore(toNs);
    if (first >= end) {
        sum.add(countBefore(first), toNs - known);
    } else {
        sum.add(countBefore(first), m_times[first] - known);
        addRange(sum, first + 1, end);
        sum.add(countBefore(end), toNs - m_times[end - 1]);
    }
    if (sum.most < sum.least) {
        const Count count = countAt(fromNs);
        sum.most = sum.least = count.inFlight;
        sum.mostHandled = sum.leastHandled = count.handled();
    }
    return sum;
}

// Like over(), but without the sums, which makes it cheaper.
ConcurrencyCurve::Counts ConcurrencyCurve::countsIn(qint64 fromNs, qint64 toNs,
                                                    qsizetype &hint) const
{
    const qint64 known = qMax(fromNs, m_originNs);
    const qsizetype first = changesUntil(known, hint);
    const qsizetype end = changesUntil(toNs - 1, first);
    hint = end;
    if (fromNs < m_originNs || first >= end) {
        const Sum sum = over(fromNs, toNs);
        return {sum.least, sum.most, sum.leastHandled, sum.mostHandled};
    }
    const auto add = [](Counts &counts, const Counts &more) {
        counts.least = qMin(counts.least, more.least);
        counts.most = qMax(counts.most, more.most);
        counts.leastHandled = qMin(counts.leastHandled, more.leastHandled);
        counts.mostHandled = qMax(counts.mostHandled, more.mostHandled);
    };
    const auto addCount = [&add](Counts &counts, Count count) {
        add(counts, {count.inFlight, count.inFlight, count.handled(), count.handled()});
    };
    const Count last = countBefore(end); // the last segment lasts until toNs
    Counts counts{last.inFlight, last.inFlight, last.handled(), last.handled()};
    if (m_times[first] > known)
        addCount(counts, countBefore(first));
    for (qsizetype at = first + 1; at < end;) {
        if (at % fanOut == 0 && at + fanOut <= end) {
            Sum sum;
            const qsizetype next = end / fanOut * fanOut;
            addRange(sum, at, next);
            if (sum.least <= sum.most)
                add(counts, {sum.least, sum.most, sum.leastHandled, sum.mostHandled});
            at = next;
            continue;
        }
        if (m_times[at] > m_times[at - 1])
            addCount(counts, countAfter(at - 1));
        ++at;
    }
    return counts;
}

// Queries about spans of time.

ConcurrencyCurve::Span ConcurrencyCurve::span(qint64 fromNs, qint64 toNs) const
{
    const Sum sum = over(fromNs, toNs);
    return {fromNs, toNs, sum.most, sum.mostHandled, sum.workNs, sum.queuedNs, sum.busyNs};
}

std::vector<ConcurrencyCurve::Step> ConcurrencyCurve::stepsIn(qint64 fromNs, qint64 toNs,
                                                              qsizetype most) const
{
    const qsizetype first = changesUntil(fromNs);
    const qsizetype end = changesBefore(toNs);
    if (end - first > most)
        return {};
    std::vector<Step> steps{{fromNs, countAt(fromNs)}};
    for (qsizetype i = first; i < end; ++i) {
        if (i + 1 == m_times.size() || m_times[i + 1] != m_times[i])
            steps.push_back({m_times[i], countAfter(i)});
    }
    return steps;
}

template <typename Fits>
qsizetype ConcurrencyCurve::lastBefore(qsizetype end, Fits fits) const
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
qsizetype ConcurrencyCurve::firstFrom(qsizetype begin, Fits fits) const
{
    while (begin < m_times.size()) {
        if (fits(sumOf(begin)))
            return begin;
        qsizetype step = 1;
        qsizetype size = 1;
        for (const std::vector<Sum> &level : m_levels) {
            size *= fanOut;
            const auto node = size_t(begin / size);
            if (begin % size != 0 || node >= level.size() || fits(level[node]))
                break;
            step = size;
        }
        begin += step;
    }
    return m_times.size();
}

// The time since the last change is not a segment yet: it has the number m_times.size().
ConcurrencyCurve::Span ConcurrencyCurve::burstAround(qsizetype core, qint32 open,
                                                     qint64 nowNs) const
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

ConcurrencyCurve::Span ConcurrencyCurve::lastBurst(qint64 nowNs) const
{
    const qsizetype all = m_times.size();
    if (all == 0)
        return {};
    const auto overlapping = [](const Sum &sum) { return sum.most >= 2; };
    const qint32 open = nowNs > m_times.back() ? m_counts.back() : 0;
    const qsizetype core = open >= 2 ? all : lastBefore(all, overlapping);
    return core < 0 ? latestBurst(nowNs) : burstAround(core, open, nowNs);
}

ConcurrencyCurve::Span ConcurrencyCurve::latestBurst(qint64 nowNs) const
{
    const qsizetype all = m_times.size();
    if (all == 0)
        return {};
    const auto busy = [](const Sum &sum) { return sum.busyNs > 0; };
    const qint32 open = nowNs > m_times.back() ? m_counts.back() : 0;
    return burstAround(open > 0 ? all : lastBefore(all, busy), open, nowNs);
}

ConcurrencyCurve::Span ConcurrencyCurve::burstAfter(qint64 atNs, qint64 nowNs) const
{
    const auto busy = [](const Sum &sum) { return sum.busyNs > 0; };
    const qint32 open = isEmpty() ? 0 : m_counts.back();
    const auto burstFrom = [&](qsizetype segment) {
        const qsizetype core = firstFrom(segment, busy);
        return core == m_times.size() && open == 0 ? Span{} : burstAround(core, open, nowNs);
    };
    const Span around = burstFrom(changesUntil(atNs));
    if (around.peak == 0 || around.fromNs > atNs)
        return around;
    const Span next = burstFrom(changesUntil(around.toNs));
    return next.fromNs > atNs ? next : Span{};
}

ConcurrencyCurve::Span ConcurrencyCurve::burstBefore(qint64 atNs, qint64 nowNs) const
{
    const auto busy = [](const Sum &sum) { return sum.busyNs > 0; };
    const qint32 open = isEmpty() ? 0 : m_counts.back();
    const qsizetype end = changesBefore(atNs); // this segment begins before atNs
    const bool isOpen = end == m_times.size() && open > 0;
    return burstAround(isOpen ? end : lastBefore(std::min(end + 1, m_times.size()), busy), open,
                       nowNs);
}

std::vector<ConcurrencyCurve::Span> ConcurrencyCurve::idleSpans(qint64 leastNs) const
{
    std::vector<Span> spans;
    const auto idle = [leastNs](const Sum &sum) { return sum.idleNs >= leastNs; };
    for (qsizetype at = 0; (at = firstFrom(at, idle)) < m_times.size(); ++at)
        spans.push_back({.fromNs = beginOf(at), .toNs = m_times[at]});
    return spans;
}

} // namespace overlap::record
