#include "record/lanes.h"

#include <bit>
#include <limits>

namespace overlap::record {

namespace {

constexpr qint64 held = std::numeric_limits<qint64>::max();
constexpr qint64 neverUsed = std::numeric_limits<qint64>::min();
constexpr int fractionBits = 27;

quint32 packLength(qint64 ns)
{
    const quint64 length = quint64(qMax<qint64>(ns, 0));
    const int shift = qMax(0, int(std::bit_width(length)) - fractionBits);
    return quint32(shift) << fractionBits | quint32(length >> qMin(shift, 31));
}

qint64 unpackLength(quint32 length)
{
    return qint64(length & ((1u << fractionBits) - 1)) << (length >> fractionBits);
}

} // namespace

Lanes::Bar Lanes::Bars::operator[](qsizetype index) const
{
    const Packed &bar = m_bars[index];
    const quint64 row = m_firstRow + quint32(bar.row - quint32(m_firstRow));
    return {row, bar.fromNs, bar.fromNs + unpackLength(bar.length)};
}

Lanes::Lane Lanes::hold(qint64 fromNs)
{
    return take(fromNs, held);
}

void Lanes::finish(Lane lane, const Bar &bar)
{
    Q_ASSERT(endOf(lane) == held);
    m_lanes[lane].append({bar.fromNs, quint32(bar.row), packLength(bar.toNs - bar.fromNs)});
    setEnd(lane, qMax(bar.fromNs, bar.toNs));
}

void Lanes::release(Lane lane, qint64 atNs)
{
    Q_ASSERT(endOf(lane) == held);
    setEnd(lane, atNs);
}

Lanes::Lane Lanes::place(const Bar &bar)
{
    const Lane lane = take(bar.fromNs, held);
    finish(lane, bar);
    return lane;
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
    for (Lane lane = 0; lane < count(); ++lane) {
        const Bars bars = this->lane(lane);
        qsizetype forgotten = 0;
        while (forgotten < bars.size() && bars[forgotten].row < row)
            ++forgotten;
        m_lanes[lane].removeFront(forgotten);
    }
    m_firstRow = row;
    while (count() > 0 && m_lanes.back().isEmpty() && endOf(count() - 1) != held) {
        setEnd(count() - 1, neverUsed);
        m_lanes.pop_back();
    }
}

qsizetype Lanes::firstEndingAfter(Lane lane, qint64 atNs) const
{
    const Bars bars = this->lane(lane);
    qsizetype low = 0;
    for (qsizetype high = bars.size(); low < high;) {
        const qsizetype middle = low + (high - low) / 2;
        if (bars[middle].toNs <= atNs)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

} // namespace overlap::record
