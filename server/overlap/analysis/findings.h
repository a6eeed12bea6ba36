#pragma once

#include "overlap/analysis/diagnosis.h"

namespace overlap::analysis {

// Pure. The short requests that were answered while the long ones of a burst were waiting: those
// below a tenth of the longest, where they are not what the burst was made of.
struct Meanwhile
{
    quint64 count = 0;
    QByteArray target; // where all had the same one
    qint64 medianNs = 0;
    qint64 slowestNs = 0; // of 99 in 100
};

// Pure. What a burst's requests tell beside its steps, once it is over.
struct Findings
{
    Meanwhile meanwhile;
    Diagnosis diagnosis;
    qint64 queuedNs = 0; // summed: part of their durations in which nothing was done for them
    bool isCut = false;  // the burst has more rows than were looked at: queuedNs is a lower bound
};

// Looks at no more than the burst's first 20 000 rows.
Findings findIn(const record::Store &store, const record::ConcurrencyCurve::Span &burst);

} // namespace overlap::analysis
