#pragma once

#include "overlap/record/lanebars.h"

#include <vector>

namespace overlap::record {

// Pure. Packs requests into the fewest lanes: each takes the lowest lane that is free when it
// begins, so that the number of lanes is the concurrency. Times in ns.
class Lanes
{
public:
    using Lane = quint32;
    using Bar = LaneBars::Bar;

    // A request that has begun and not ended: holds its lane until finish() or release().
    Lane hold(qint64 fromNs);
    void finish(Lane lane, const Bar &bar);
    void release(Lane lane, qint64 atNs);   // ended without leaving a bar (its record was dropped)
    void append(Lane lane, const Bar &bar); // a bar of a lane that goes on being held
    // A request known only when it is over.
    Lane place(const Bar &bar);
    void forgetRowsBefore(quint64 row);

    Lane count() const { return Lane(m_lanes.size()); } // lanes ever used and not forgotten
    bool isOccupied(Lane lane) const;
    const LaneBars &lane(Lane lane) const { return m_lanes[lane]; }

private:
    Lane take(qint64 fromNs, qint64 untilNs);
    void setEnd(Lane lane, qint64 endNs);
    void grow();
    qint64 endOf(Lane lane) const { return m_ends[m_ends.size() / 2 + lane]; }

    std::vector<LaneBars> m_lanes;
    // A tree of minima over when each lane is free: the root at 1, its leaves in the second half.
    std::vector<qint64> m_ends;
    quint64 m_firstRow = 0; // no bar's row is lower
};

} // namespace overlap::record
