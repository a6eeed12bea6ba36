#include "overlap/analysis/pieces.h"

#include <algorithm>

namespace overlap::analysis {

using record::Outcome;
using record::Phase;

namespace {

// What the rounding of each phase to ticks may leave over.
constexpr qint64 roundingNs = record::nsPerTick * record::phaseCount;

void append(Pieces &pieces, qint64 toNs, Phase phase, Shape shape)
{
    // However short, a request was read, and its answer written: both ends of a bar show it.
    const bool isAnEnd = phase == Phase::ReadingHead || phase == Phase::Writing;
    if (toNs > pieces.back().toNs || (isAnEnd && shape != Shape::Unknown))
        pieces.append({pieces.back().toNs, toNs, phase, shape, false});
}

// Nothing was written of an answer that there was not.
bool cameToIt(const record::Record &record, Phase phase)
{
    return phase != Phase::Writing || record.status != 0 || record::phaseNs(record, phase) > 0;
}

} // namespace

Shape shapeOf(Phase phase)
{
    switch (phase) {
    case Phase::Queued: return Shape::Hatched;
    case Phase::Sleeping:
    case Phase::TimerLateness: return Shape::Half;
    default: return Shape::Full;
    }
}

qint64 endNs(const record::Record &record, qint64 nowNs)
{
    const bool inFlight = record.outcome == Outcome::InFlight;
    return std::max(record.startNs, inFlight ? nowNs : record.phaseSinceNs);
}

Pieces piecesOf(const record::Record &record, qint64 nowNs)
{
    const bool inFlight = record.outcome == Outcome::InFlight;
    const qint64 end = endNs(record, nowNs);
    const qint64 told = inFlight ? std::clamp(record.phaseSinceNs, record.startNs, end) : end;
    Pieces pieces;
    pieces.append({record.startNs, record.startNs, Phase::ReadingHead, Shape::Unknown, false});
    for (int i = int(Phase::ReadingHead); i < record::phaseCount; ++i) {
        const auto phase = Phase(i);
        if (inFlight && phase == record.phase)
            break;
        if (cameToIt(record, phase))
            append(pieces, std::min(told, pieces.back().toNs + record::phaseNs(record, phase)),
                   phase, shapeOf(phase));
    }
    if (pieces.size() > 1 && told - pieces.back().toNs <= roundingNs)
        pieces.back().toNs = told;
    append(pieces, told, pieces.back().phase, Shape::Unknown);
    if (inFlight)
        pieces.append({told, end, record.phase, shapeOf(record.phase), true});
    if (pieces.size() > 1)
        pieces.remove(0); // the place to begin from
    return pieces;
}

} // namespace overlap::analysis
