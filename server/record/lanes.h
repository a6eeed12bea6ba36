#pragma once

#include <QtGlobal>

#include <vector>

namespace overlap::record {

// Pure. Packs requests into the fewest lanes: each takes the lowest lane that is free when it
// begins, so that the number of lanes is the concurrency. Lanes are sorted by time, so that drawing
// one costs what is visible of it. Times in ns.
class Lanes
{
public:
    using Lane = quint32;
    struct Bar { quint64 row; qint64 fromNs; qint64 toNs; };

    // A request that has begun and not ended: holds its lane until finish() or release().
    Lane hold(qint64 fromNs);
    void finish(Lane lane, const Bar &bar);
    void release(Lane lane, qint64 atNs); // ended without leaving a bar (its record was dropped)
    // A request known only when it is over.
    Lane place(const Bar &bar);
    void forgetRowsBefore(quint64 row);

    Lane count() const; // lanes ever used and not forgotten
    const std::vector<Bar> &lane(Lane lane) const; // sorted by time, without overlap
    // The first bar of the lane that ends after atNs, as an index into lane(); its size: none.
    qsizetype firstEndingAfter(Lane lane, qint64 atNs) const;

private:
    // (the record room's own)
};

} // namespace overlap::record
