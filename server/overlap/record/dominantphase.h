#pragma once

#include "overlap/record/names.h"

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
    quint64 ticks = 0;
    auto longest = size_t(Phase::ReadingHead);
    for (size_t i = longest; i < record.phases.size(); ++i) {
        ticks += record.phases[i];
        if (record.phases[i] > record.phases[longest])
            longest = i;
    }
    const qint64 unknownNs = totalNs(record) - rounding - qint64(ticks) * nsPerTick;
    const bool isUnknown = unknownNs > phaseNs(record, Phase(longest));
    return {isUnknown ? unknown : quint8(longest), record::isError(record)};
}

} // namespace overlap::record
