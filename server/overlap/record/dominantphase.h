#pragma once

#include "overlap/record/names.h"

#include <algorithm>

namespace overlap::record {

// Pure. What can be seen of a finished request where it is too short for its phases.
struct DominantPhase
{
    static constexpr quint8 unknown = phaseCount;
    quint8 longest = unknown; // the phase that took most of its time
    bool isError = false;

    static DominantPhase of(const Record &record);
    bool operator==(const DominantPhase &) const = default;
};

// The phases before the first byte are no part of it, and what no phase accounts for is unknown.
inline DominantPhase DominantPhase::of(const Record &record)
{
    const qint64 rounding = nsPerTick * phaseCount; // what rounding each phase to ticks may leave
    qint64 unknownNs = totalNs(record) - rounding;
    qint64 mostNs = -1;
    DominantPhase dominant{unknown, record::isError(record)};
    for (auto i = size_t(Phase::ReadingHead); i < record.phases.size(); ++i) {
        const qint64 ns = phaseNs(record, Phase(i));
        unknownNs -= ns;
        if (ns > mostNs && (ns > 0 || Phase(i) == Phase::ReadingHead)) {
            mostNs = ns;
            dominant.longest = quint8(i);
        }
    }
    if (unknownNs > std::max<qint64>(mostNs, 0))
        dominant.longest = unknown;
    return dominant;
}

} // namespace overlap::record
