#pragma once

#include "overlap/record/answerpieces.h"

#include <QString>

#include <optional>

namespace overlap::analysis {

// Pure. How an answer came: times in ns, since the request's first byte.
struct AnswerTimes
{
    std::optional<qint64> firstByteNs; // nothing: no byte of an answer was given yet
    quint64 pieces = 0;                // 0: it was given as a whole, or they are not known yet
    qint64 longestGapNs = 0;           // between two pieces, or the head and the first
    qint64 bytesPerSecond = 0;         // while it was sent, with its head; 0: unknown

    static AnswerTimes of(const record::Record &record, const record::AnswerPieces &pieces);
};

// Pure. How a request ended, in a few words: "complete", "cut short by the server", …; empty while
// it is in flight. `closed`: how its connection ended, as far as that is known.
QString endingText(const record::Record &record,
                   http::CloseReason closed = http::CloseReason::None);

} // namespace overlap::analysis
