#pragma once

#include "overlap/http/piecetimes.h"
#include "overlap/record/record.h"

#include <QByteArray>

#include <vector>

namespace overlap::record {

// Pure. A time in which an answer that had begun was held at a gate.
struct Hold
{
    Ticks from, to; // after its head
    bool operator==(const Hold &) const = default;
};

// Pure. What is kept of the pieces of an answer: see http::PieceTimes.
struct AnswerPieces
{
    quint64 count = 0;       // 0: it was given as a whole, or it has no body
    Ticks longestGap = 0;    // between two pieces, or the head and the first
    std::vector<Ticks> at;   // after the head; of many pieces, every second, fourth, … one
    std::vector<Hold> holds; // in order; see Phase::Held

    qint64 heldNs() const; // their sum
    bool operator==(const AnswerPieces &) const = default;
};

// As one text of Details.
QByteArray pack(const http::PieceTimes &pieces);
AnswerPieces unpackPieces(QByteArrayView packed); // empty: no pieces

} // namespace overlap::record
