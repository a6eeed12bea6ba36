#pragma once

#include "overlap/record/loopload.h"
#include "overlap/record/record.h"

#include <span>
#include <vector>

namespace overlap::analysis {

// Pure. How a request was handled, in ns.
qint64 waitedNs(const record::Record &record);   // for anything but its turn
qint64 computedNs(const record::Record &record); // it ran without waiting

// Pure. How long a burst would have taken at best if no request had waited for another one, except
// on its own connection. A bound: it is not known when a client sent what a blocked loop read
// late, so that counts as sent when the loop became blocked. Times in ns.
class BestCase
{
public:
    // `records` are sorted by their ends; `blocked` are the blocked iterations of a loop.
    BestCase(std::span<const record::Record> records, qint64 fromNs,
             const std::vector<record::LoopLoad::Iteration> &blocked);

    qint64 concurrentNs(size_t loops) const; // waiting holds up nobody, loops compute
    qint64 threadsNs(int cores) const;       // threads compute, as many as there are cores

private:
    const std::span<const record::Record> m_records;
    qint64 m_handledNs = 0;  // until the last one could have been answered
    qint64 m_computedNs = 0; // the sum
};

} // namespace overlap::analysis
