#pragma once

#include "overlap/analysis/findings.h"

namespace overlap::analysis {

// Pure. The one sentence of the window, always true: what is in flight, and how far the last burst
// of requests overlapped. Its parts differ only in how they are shown.
struct Summary
{
    QString count;     // "3 in flight"
    QString blocked;   // "event loop blocked by GET /compute/2s: 1.4 s and counting", or empty
    QString burst;     // "peak 8 · last burst: 40.0 s of waiting took 5.4 s →"
    QString factor;    // "7.4× overlap"; empty where nothing overlapped
    QString diagnosis; // "they queued for their turn: choose Concurrent", or empty
    QString meanwhile; // "meanwhile 21 × / answered in 0.4 ms (p50), 0.9 ms (p99)", or empty

    QString sentence() const;
    bool operator==(const Summary &) const = default;
};

// `findings` are of a burst that is over. `serving` tells why there is nothing to see where nothing
// was ever in flight; `blockedNs` how long something has been holding up an event loop.
Summary summarize(const record::Store &store, const record::ConcurrencyCurve::Span &burst,
                  const Findings &findings, qint64 nowNs, bool serving, qint64 blockedNs = 0);

} // namespace overlap::analysis
