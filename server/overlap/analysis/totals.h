#pragma once

#include "overlap/record/store.h"

#include <QStringList>

namespace overlap::analysis {

// Pure. What happened in a span of time: of requests that reach beyond it, only the part within.
struct Totals
{
    static constexpr quint64 maxRows = 100'000; // more are not read

    qint64 fromNs = 0;
    qint64 toNs = 0;
    quint64 count = 0;    // of requests, finished or in flight
    bool hasMore = false; // there are more than maxRows
    record::ConcurrencyCurve::Span concurrency;
    std::array<qint64, record::phaseCount> sums{}; // by phase, in ns
    std::array<qint64, 3> percentiles{}; // p50, p95, p99 of the whole times of finished requests

    static Totals of(const record::Store &store, qint64 fromNs, qint64 toNs, qint64 nowNs);
    QStringList lines() const; // for people
};

} // namespace overlap::analysis
