#pragma once

#include "overlap/record/store.h"

#include <QStringList>

namespace overlap::analysis {

// Pure. What happened in a span of time. Finished requests that overlap it count as a whole.
struct Totals
{
    static constexpr quint64 maxRows = 100'000; // more are not read

    qint64 fromNs = 0;
    qint64 toNs = 0;
    quint64 count = 0;
    bool hasMore = false; // there are more than maxRows
    record::ConcurrencyCurve::Span concurrency;
    std::array<qint64, record::phaseCount> sums{}; // by phase, in ns
    std::array<qint64, 3> percentiles{};           // p50, p95, p99 of total time

    static Totals of(const record::Store &store, qint64 fromNs, qint64 toNs);
    QStringList lines() const; // for people
};

} // namespace overlap::analysis
