#pragma once

#include "overlap/record/answerpieces.h"

#include <QVarLengthArray>

#include <optional>

namespace overlap::analysis {

// Pure. How a phase is drawn. Shapes differ, so that nobody needs the colours to tell them apart.
enum class Shape : quint8 {
    Full,    // reading, running, writing
    Half,    // sleeping, timer lateness
    Gate,    // held: an outline between two posts
    Tiers,   // with the upstream: the upper half; below, an outline for what goes on there
    Comb,    // sending: the lower half; pieces of the answer are its teeth
    Hatched, // queued, or, in Compare, sent and not read yet
    Unknown, // not measured
};
Shape shapeOf(record::Phase phase);

// Pure. The durations of a request's phases, without the one that goes on, in the order in which
// they were: a request that waits several times, before its answer, is told as if it had done so at
// once. `answer`: its pieces, as it may be held between them.
struct PhaseTime
{
    record::Phase phase;
    qint64 ns;
};
using PhaseTimes = QVarLengthArray<PhaseTime, 12>;
PhaseTimes phaseTimes(const record::Record &record, const record::AnswerPieces &answer);

// Whether its answer may have been held, so that its pieces are needed to tell when.
bool mayBeHeldWithin(const record::Record &record);
// When its answer began, in ns since its first byte; nothing: the pieces that tell are forgotten.
std::optional<qint64> answerBeganNs(const record::Record &record,
                                    const record::AnswerPieces &answer);

// Pure. A span of a request's time.
struct Piece
{
    qint64 fromNs = 0;
    qint64 toNs = 0;
    record::Phase phase = record::Phase::ReadingHead;
    Shape shape = Shape::Full;
    bool open = false; // it still goes on
};
using Pieces = QVarLengthArray<Piece, 12>;

// Pure. The time of a request from its first byte to its end (or to nowNs, if it is in flight): at
// least one piece, in order, without gaps.
Pieces piecesOf(const record::Record &record, qint64 nowNs,
                const record::AnswerPieces &answer = {});
// Whether its answer had begun, or was meant to end early, and is not whole: its end is torn.
bool isTorn(const record::Record &record);
qint64 endNs(const record::Record &record, qint64 nowNs);

} // namespace overlap::analysis
