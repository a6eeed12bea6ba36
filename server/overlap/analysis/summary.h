#pragma once

#include "overlap/analysis/findings.h"

namespace overlap::analysis {

// Pure. The window's sentence, in parts that are shown differently: what is in flight, and how much
// the last burst overlapped.
struct Summary
{
    QString count;     // "3 in flight"
    QString blocked;   // "event loop blocked by GET /compute/2s: 1.4 s and counting", or empty
    QString burst;     // "peak 8 · last burst: 40.0 s of waiting took 5.4 s →"
    QString factor;    // "7.4× overlap"; empty if nothing overlapped
    QString diagnosis; // "they queued for their turn: choose Concurrent, 1.0 s at best", or empty
    QString meanwhile; // "meanwhile 21 × / answered in 0.4 ms (p50), 0.9 ms (p99)", or empty

    QString sentence() const;
    bool operator==(const Summary &) const = default;
};

// Pure. `findings` are used if the burst has ended. `serving`: the server runs. `blockedNs`: for
// how long an event loop has been blocked until now; 0: none is.
Summary summarize(const record::Store &store, const record::ConcurrencyCurve::Span &burst,
                  const Findings &findings, qint64 nowNs, bool serving, qint64 blockedNs = 0);

} // namespace overlap::analysis
