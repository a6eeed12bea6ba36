#pragma once

#include "overlap/record/lanebars.h"

#include <memory>
#include <vector>

namespace overlap::record {

// Pure. Packs requests into the fewest lanes: each gets the lowest lane that is free when it
// begins. So the number of lanes is the highest concurrency. Times in ns.
class Lanes
{
public:
    using Lane = quint32;
    using Bar = LaneBars::Bar;

    // A request in flight occupies its lane until finish() or release().
    Lane occupy(qint64 fromNs);
    void finish(Lane lane, const Bar &bar);
    void release(Lane lane, qint64 atNs);   // without a bar, as its record was dropped
    void append(Lane lane, const Bar &bar); // the lane stays occupied
    // A request that has already ended.
    Lane place(const Bar &bar);
    void forgetRowsBefore(quint64 row);

    Lane count() const { return Lane(m_lanes.size()); } // lanes with bars, or occupied
    bool isOccupied(Lane lane) const;
    const LaneBars &lane(Lane lane) const { return m_lanes[lane] ? *m_lanes[lane] : m_noBars; }

private:
    void addBar(Lane lane, const Bar &bar);
    Lane take(qint64 fromNs, qint64 untilNs);
    void setEnd(Lane lane, qint64 endNs);
    void grow();
    qint64 endOf(Lane lane) const { return m_ends[m_ends.size() / 2 + lane]; }

    std::vector<std::unique_ptr<LaneBars>> m_lanes; // null: no bars yet
    LaneBars m_noBars;
    // Segment tree of minima: when each lane becomes free. Root at 1, leaves in the second half.
    std::vector<qint64> m_ends;
    quint64 m_firstRow = 0; // no bar's row is lower
};

} // namespace overlap::record
