#pragma once

#include "overlap/record/store.h"

#include <span>

namespace overlap::analysis {

// Pure. Why the requests of a burst did not overlap, or no further; or were not answered as was
// asked: only what the records prove.
// The server's reasons come first, and keep its client from being blamed for them.
struct Diagnosis
{
    enum class Kind : quint8 {
        Unclear, // or nothing to explain
        // The server's.
        LoopBlocked, // something held up an event loop
        Queued,      // its strategy held requests back
        // The client's.
        Pipelined,      // sent at once, on one connection: answered in order
        Identical,      // the same target, sent again only after the answer, as browsers do
        OneByOne,       // each sent only after the answer before it
        SixConnections, // six at a time, another as one of them is answered, as browsers do
        // What has nothing to do with overlap.
        Refused, // by the server, or the answer to its page by the browser
    };
    Kind kind = Kind::Unclear;
    QString text;      // what happened and what to try, as one sentence; or empty
    QByteArray target; // to try instead, of Identical
    quint64 count = 0; // requests concerned
    bool isKnown() const { return kind != Kind::Unclear; }
    bool operator==(const Diagnosis &) const = default;
};

// `rows` are the burst's and `records` theirs. There may be more (`isCut`): then no client is
// judged.
Diagnosis diagnose(const record::Store &store, const record::ConcurrencyCurve::Span &burst,
                   std::span<const record::Row> rows, std::span<const record::Record> records,
                   bool isCut);

} // namespace overlap::analysis
