#include "timeline/pieces.h"

#include <algorithm>

namespace overlap::ui {

using record::Outcome;
using record::Phase;

namespace {

// What the rounding of each phase to ticks may leave over.
constexpr qint64 roundingNs = record::nsPerTick * record::phaseCount;

void append(Pieces &pieces, qint64 toNs, Phase phase, Shape shape)
{
    if (toNs > pieces.back().toNs)
        pieces.append({pieces.back().toNs, toNs, phase, shape, false});
}

} // namespace

Shape shapeOf(Phase phase)
{
    switch (phase) {
    case Phase::WaitingForLoop:
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
    for (int i = int(Phase::WaitingForLoop); i < record::phaseCount; ++i) {
        const auto phase = Phase(i);
        const record::Ticks ticks = record.phases[size_t(i)];
        if (inFlight && phase == record.phase)
            break;
        if (ticks != record::unknownTicks)
            append(pieces, std::min(told, pieces.back().toNs + qint64(ticks) * record::nsPerTick),
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

} // namespace overlap::ui
