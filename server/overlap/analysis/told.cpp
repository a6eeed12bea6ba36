#include "overlap/analysis/told.h"

namespace overlap::analysis {

using record::ConcurrencyCurve;
using Span = ConcurrencyCurve::Span;

namespace {

// People do not notice a shorter wait.
constexpr qint64 noticedNs = 100'000'000;

} // namespace

Span burstToTell(const record::Store &store, qint64 nowNs, const FindingsOf &findingsOf)
{
    constexpr int most = 64;
    const ConcurrencyCurve &curve = store.concurrency();
    const Span latest = curve.latestBurst(nowNs);
    const bool goesOn = !store.inFlight().empty() && latest.toNs >= nowNs;
    if (goesOn && latest.peak > 1)
        return latest;
    Span burst = goesOn ? curve.burstBefore(latest.fromNs, nowNs) : latest;
    for (int i = 0; i < most && burst.peak > 0; ++i) {
        if (burst.peak > 1 && burst.workNs >= noticedNs)
            return burst;
        const bool isLatest = burst.fromNs == latest.fromNs;
        if ((isLatest || burst.busyNs >= noticedNs) && findingsOf(burst).diagnosis.isKnown())
            return burst;
        burst = curve.burstBefore(burst.fromNs, nowNs);
    }
    return curve.lastBurst(nowNs);
}

} // namespace overlap::analysis
