#pragma once

#include "overlap/record/store.h"

#include <QStringList>

namespace overlap::analysis {

// Pure. What happened in a span of time: the finished requests that overlap it, as wholes.
struct Totals
{
    static constexpr quint64 rowsMost = 100'000; // that are looked at

    qint64 fromNs = 0;
    qint64 toNs = 0;
    quint64 count = 0;
    bool hasMore = false; // than were looked at
    record::ConcurrencyCurve::Span steps;
    std::array<qint64, record::phaseCount> sums{}; // by phase, in ns
    std::array<qint64, 3> percentiles{};           // p50, p95, p99 of total time

    static Totals of(const record::Store &store, qint64 fromNs, qint64 toNs);
    QStringList lines() const; // for people
};

} // namespace overlap::analysis
