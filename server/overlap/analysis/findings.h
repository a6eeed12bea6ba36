#pragma once

#include "overlap/analysis/diagnosis.h"

#include <QThread>

namespace overlap::analysis {

// Pure. Short requests that were answered while the long ones of a burst waited. Short means below
// a tenth of the longest. Empty if the short ones are a large part of the burst.
struct Meanwhile
{
    quint64 count = 0;
    QByteArray target; // empty if they differ
    qint64 medianNs = 0;
    qint64 slowestNs = 0; // the 99th percentile
};

// Pure. What the requests of a finished burst show, beyond the concurrency curve.
struct Findings
{
    Meanwhile meanwhile;
    Diagnosis diagnosis;
};

// Pure. Reads the first 20 000 rows of the burst. `cores`: of the machine that served.
Findings findIn(const record::Store &store, const record::ConcurrencyCurve::Span &burst,
                int cores = QThread::idealThreadCount());

} // namespace overlap::analysis
