#pragma once

#include "overlap/record/record.h"

#include <QVarLengthArray>

namespace overlap::analysis {

// Phases are told by shape first.
enum class Shape : quint8 {
    Full,    // reading, running, writing
    Half,    // sleeping, timer lateness
    Hatched, // waiting for its turn
    Unknown, // what nobody measured, drawn as that
};
Shape shapeOf(record::Phase phase);

// Pure. One stretch of a request's time.
struct Piece
{
    qint64 fromNs = 0;
    qint64 toNs = 0;
    record::Phase phase = record::Phase::ReadingHead;
    Shape shape = Shape::Full;
    bool open = false; // goes on
};
using Pieces = QVarLengthArray<Piece, 10>;

// Pure. A request from its first byte to its end, or to nowNs while in flight, without gaps and
// in order; at least one piece.
Pieces piecesOf(const record::Record &record, qint64 nowNs);
qint64 endNs(const record::Record &record, qint64 nowNs);

} // namespace overlap::analysis
