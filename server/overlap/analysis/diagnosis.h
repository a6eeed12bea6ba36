#pragma once

#include "overlap/record/store.h"

#include <span>

namespace overlap::analysis {

struct PassedOn;

// Pure. Why the requests of a burst did not overlap, or not more, what to try, and how long it
// would take at best; or why some got no answer, or one was refused. Says only what the records
// prove. The server's reasons are checked first, so that the client is not blamed for them.
struct Diagnosis
{
    enum class Kind : quint8 {
        Unclear, // or there is nothing to explain
        // The server's reasons.
        LoopBlocked,         // a request blocked an event loop
        Queued,              // the strategy queued requests
        QueuedAtRule,        // a rule let too few of them go on
        NeverRun,            // the strategy never ran their handlers
        UpstreamConnections, // a rule allows too few connections to its upstream
        // The upstream's reason.
        UpstreamLimit, // it handles so many at a time, though it had more
        // The client's reasons.
        Pipelined,      // on one connection, so they are answered in order
        Identical,      // the same target, sent again only after the answer
        OneByOne,       // each was sent only after the answer to the one before
        SixConnections, // at most six in flight, as browsers do
        // Not about overlap.
        Retried, // the last one is an attempt behind others that failed
        Refused, // by the server, or the browser did not let the page read the answer
    };
    Kind kind = Kind::Unclear;
    QString text;      // one sentence: what happened, and what to try; or empty
    QByteArray target; // for Identical: the target to try instead
    quint64 count = 0; // of requests concerned
    bool isKnown() const { return kind != Kind::Unclear; }
    bool operator==(const Diagnosis &) const = default;
};

// `rows` are the rows of the burst without what stays open, `records` their records; `passedOn` has
// those that went to an upstream, open or not. If there are more (`isCut`), only the server's
// reasons are checked. `cores` bound what threads would gain.
Diagnosis diagnose(const record::Store &store, const record::ConcurrencyCurve::Span &burst,
                   std::span<const record::Row> rows, std::span<const record::Record> records,
                   std::span<const PassedOn> passedOn, bool isCut, int cores);

} // namespace overlap::analysis
