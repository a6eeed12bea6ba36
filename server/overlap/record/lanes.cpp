#include "overlap/record/lanes.h"

#include <limits>

namespace overlap::record {

namespace {

constexpr qint64 occupied = std::numeric_limits<qint64>::max();
constexpr qint64 neverUsed = std::numeric_limits<qint64>::min();

} // namespace

Lanes::Lane Lanes::occupy(qint64 fromNs)
{
    return take(fromNs, occupied);
}

void Lanes::finish(Lane lane, const Bar &bar)
{
    append(lane, bar);
    setEnd(lane, qMax(bar.fromNs, bar.toNs));
}

void Lanes::append(Lane lane, const Bar &bar)
{
    Q_ASSERT(isOccupied(lane));
    addBar(lane, bar);
}

bool Lanes::isOccupied(Lane lane) const
{
    return endOf(lane) == occupied;
}

void Lanes::release(Lane lane, qint64 atNs)
{
    Q_ASSERT(isOccupied(lane));
    setEnd(lane, atNs);
}

Lanes::Lane Lanes::place(const Bar &bar)
{
    const Lane lane = take(bar.fromNs, qMax(bar.fromNs, bar.toNs));
    addBar(lane, bar);
    return lane;
}

void Lanes::addBar(Lane lane, const Bar &bar)
{
    std::unique_ptr<LaneBars> &bars = m_lanes[lane];
    if (!bars) {
        bars = std::make_unique<LaneBars>();
        bars->forgetRowsBefore(m_firstRow);
    }
    bars->append(bar);
}

Lanes::Lane Lanes::take(qint64 fromNs, qint64 untilNs)
{
    if (m_ends.empty() || m_ends[1] > fromNs)
        grow();
    size_t node = 1;
    while (node < m_ends.size() / 2)
        node = m_ends[2 * node] <= fromNs ? 2 * node : 2 * node + 1;
    const Lane lane = Lane(node - m_ends.size() / 2);
    if (lane == m_lanes.size())
        m_lanes.emplace_back();
    setEnd(lane, untilNs);
    return lane;
}

void Lanes::setEnd(Lane lane, qint64 endNs)
{
    size_t node = m_ends.size() / 2 + lane;
    m_ends[node] = endNs;
    while (node > 1) {
        node /= 2;
        const qint64 least = qMin(m_ends[2 * node], m_ends[2 * node + 1]);
        if (m_ends[node] == least)
            break;
        m_ends[node] = least;
    }
}

void Lanes::grow()
{
    const size_t leaves = qMax<size_t>(8, m_ends.size()); // twice as many as before
    std::vector<qint64> ends(2 * leaves, neverUsed);
    for (size_t lane = 0; lane < m_lanes.size(); ++lane)
        ends[leaves + lane] = m_ends[m_ends.size() / 2 + lane];
    for (size_t node = leaves; --node > 0;)
        ends[node] = qMin(ends[2 * node], ends[2 * node + 1]);
    m_ends = std::move(ends);
}

void Lanes::forgetRowsBefore(quint64 row)
{
    if (row <= m_firstRow)
        return;
    for (const auto &bars : m_lanes) {
        if (bars)
            bars->forgetRowsBefore(row);
    }
    m_firstRow = row;
    while (count() > 0 && lane(count() - 1).empty() && !isOccupied(count() - 1)) {
        setEnd(count() - 1, neverUsed);
        m_lanes.pop_back();
    }
}

} // namespace overlap::record
