#pragma once

#include "record/pages.h"

#include <QtGlobal>

#include <vector>

namespace overlap::record {

// Pure. Packs requests into the fewest lanes: each takes the lowest lane that is free when it
// begins, so that the number of lanes is the concurrency. Lanes are sorted by time, so that drawing
// one costs what is visible of it. Times in ns.
class Lanes
{
    // A bar in 16 bytes: the low half of its row, and its length as a small floating-point number,
    // exact up to 134 ms and from there rounded down by less than one part in 10^7.
    struct Packed
    {
        qint64 fromNs;
        quint32 row;
        quint32 length;
    };
    using PackedBars = Pages<Packed, 64>;

public:
    using Lane = quint32;
    struct Bar
    {
        quint64 row;
        qint64 fromNs;
        qint64 toNs;
    };

    // One lane, to be read like a vector. Valid until the lanes change.
    class Bars
    {
    public:
        struct Iterator
        {
            const Bars *bars;
            qsizetype index;
            Bar operator*() const { return (*bars)[index]; }
            Iterator &operator++()
            {
                ++index;
                return *this;
            }
            bool operator!=(const Iterator &other) const { return index != other.index; }
        };
        qsizetype size() const { return m_bars.size(); }
        bool empty() const { return m_bars.isEmpty(); }
        Bar operator[](qsizetype index) const;
        Iterator begin() const { return {this, 0}; }
        Iterator end() const { return {this, size()}; }

    private:
        friend class Lanes;
        Bars(const PackedBars &bars, quint64 firstRow) : m_bars(bars), m_firstRow(firstRow) {}
        const PackedBars &m_bars;
        quint64 m_firstRow;
    };

    // A request that has begun and not ended: holds its lane until finish() or release().
    Lane hold(qint64 fromNs);
    void finish(Lane lane, const Bar &bar);
    void release(Lane lane, qint64 atNs); // ended without leaving a bar (its record was dropped)
    // A request known only when it is over.
    Lane place(const Bar &bar);
    void forgetRowsBefore(quint64 row);

    Lane count() const { return Lane(m_lanes.size()); } // lanes ever used and not forgotten
    Bars lane(Lane lane) const { return {m_lanes[lane], m_firstRow}; } // sorted, without overlap
    // The first bar of the lane that ends after atNs, as an index into lane(); its size: none.
    qsizetype firstEndingAfter(Lane lane, qint64 atNs) const;

private:
    Lane take(qint64 fromNs, qint64 untilNs);
    void setEnd(Lane lane, qint64 endNs);
    void grow();
    qint64 endOf(Lane lane) const { return m_ends[m_ends.size() / 2 + lane]; }

    std::vector<PackedBars> m_lanes;
    // A tree of minima over when each lane is free: the root at 1, its leaves in the second half.
    std::vector<qint64> m_ends;
    quint64 m_firstRow = 0; // no bar's row is lower
};

} // namespace overlap::record
