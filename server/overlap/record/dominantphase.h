#pragma once

#include "overlap/record/names.h"

#include <algorithm>

namespace overlap::record {

// Pure. How a finished request is drawn if its bar is too short to show all its phases.
struct DominantPhase
{
    static constexpr quint8 unknown = phaseCount;
    quint8 longest = unknown; // the phase that took most of its time
    bool isError = false;

    static DominantPhase of(const Record &record);
    bool operator==(const DominantPhase &) const = default;
};

// Phases before the first byte do not count. Time that no phase accounts for counts as unknown.
inline DominantPhase DominantPhase::of(const Record &record)
{
    const qint64 rounding = nsPerTick * phaseCount; // the largest sum of rounding errors
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
