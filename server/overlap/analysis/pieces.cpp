#include "overlap/analysis/pieces.h"

#include <algorithm>

namespace overlap::analysis {

using record::Outcome;
using record::Phase;

namespace {

// The largest sum of rounding errors, as each phase is rounded to ticks.
constexpr qint64 roundingNs = record::nsPerTick * record::phaseCount;

void append(Pieces &pieces, qint64 toNs, Phase phase, Shape shape)
{
    // Every request was read and its answer written, so these two pieces exist even with length 0.
    const bool isAnEnd = phase == Phase::ReadingHead || phase == Phase::Writing;
    if (toNs > pieces.back().toNs || (isAnEnd && shape != Shape::Unknown))
        pieces.append({pieces.back().toNs, toNs, phase, shape, false});
}

// Without an answer, or if that broke off, there was no phase of writing.
bool wasReached(const record::Record &record, Phase phase)
{
    return phase != Phase::Writing || (record.status != 0 && !isTorn(record)) ||
           record::phaseNs(record, phase) > 0;
}

} // namespace

bool isTorn(const record::Record &record)
{
    switch (record.outcome) {
    case Outcome::InFlight:
    case Outcome::Answered:
    case Outcome::Refused:
    case Outcome::NeverRun: return false;
    case Outcome::CutShort:
    case Outcome::Reset:
    case Outcome::Garbled: return true;
    case Outcome::TimedOut:
    case Outcome::AbortedByClient:
    case Outcome::AbortedByServer: break;
    }
    return record.phases[size_t(Phase::Sending)] > 0;
}

Shape shapeOf(Phase phase)
{
    switch (phase) {
    case Phase::Queued: return Shape::Hatched;
    case Phase::Sleeping:
    case Phase::TimerLateness: return Shape::Half;
    case Phase::Held: return Shape::Gate;
    case Phase::Upstream: return Shape::Tiers;
    case Phase::Sending: return Shape::Comb;
    default: return Shape::Full;
    }
}

bool mayBeHeldWithin(const record::Record &record)
{
    return record.phases[size_t(Phase::Held)] > 0 && record.phases[size_t(Phase::Sending)] > 0;
}

std::optional<qint64> answerBeganNs(const record::Record &record,
                                    const record::AnswerPieces &answer)
{
    if (record.outcome != Outcome::InFlight && mayBeHeldWithin(record) && answer.count == 0)
        return std::nullopt;
    qint64 ns = -answer.heldNs();
    for (auto i = size_t(Phase::ReadingHead); i < size_t(Phase::Sending); ++i)
        ns += qint64(record.phases[i]) * record::nsPerTick;
    return std::max<qint64>(0, ns);
}

PhaseTimes phaseTimes(const record::Record &record, const record::AnswerPieces &answer)
{
    const qint64 heldNs = answer.heldNs();
    PhaseTimes times;
    for (int i = int(Phase::ReadingHead); i < record::phaseCount; ++i) {
        const auto phase = Phase(i);
        const qint64 ns = record::phaseNs(record, phase);
        if (phase == Phase::Held) {
            times.append({phase, std::max<qint64>(0, ns - heldNs)});
        } else if (phase == Phase::Sending) {
            record::Ticks at = 0;
            for (const auto &[from, to] : answer.holds) {
                times.append({phase, qint64(from - at) * record::nsPerTick});
                times.append({Phase::Held, qint64(to - from) * record::nsPerTick});
                at = to;
            }
            times.append({phase, ns + heldNs - qint64(at) * record::nsPerTick});
        } else {
            times.append({phase, ns});
        }
    }
    return times;
}

qint64 endNs(const record::Record &record, qint64 nowNs)
{
    const bool inFlight = record.outcome == Outcome::InFlight;
    return std::max(record.startNs, inFlight ? nowNs : record.phaseSinceNs);
}

Pieces piecesOf(const record::Record &record, qint64 nowNs, const record::AnswerPieces &answer)
{
    const bool inFlight = record.outcome == Outcome::InFlight;
    const qint64 end = endNs(record, nowNs);
    const qint64 knownNs = inFlight ? std::clamp(record.phaseSinceNs, record.startNs, end) : end;
    Pieces pieces;
    pieces.append({record.startNs, record.startNs, Phase::ReadingHead, Shape::Unknown, false});
    for (const auto &[phase, ns] : phaseTimes(record, answer)) {
        if (inFlight ? ns > 0 || phase < record.phase : wasReached(record, phase))
            append(pieces, std::min(knownNs, pieces.back().toNs + ns), phase, shapeOf(phase));
    }
    if (pieces.size() > 1 && knownNs - pieces.back().toNs <= roundingNs)
        pieces.back().toNs = knownNs;
    append(pieces, knownNs, pieces.back().phase, Shape::Unknown);
    if (inFlight)
        pieces.append({knownNs, end, record.phase, shapeOf(record.phase), true});
    if (pieces.size() > 1)
        pieces.remove(0); // it was only the start for append()
    return pieces;
}

} // namespace overlap::analysis
