#pragma once

#include "overlap/record/concurrencycurve.h"
#include "timeline/scale.h"

#include <vector>

namespace overlap::ui {

// Pure. The graph of requests in flight: for each pixel column the lowest and the highest count
// within its time, of all and of those that did not queue. Exact.
struct Graph
{
    struct Column
    {
        qint32 low = 0;
        qint32 high = 0;
        qint32 lowHandled = 0;
        qint32 highHandled = 0;
        bool operator==(const Column &) const = default;
    };
    std::vector<Column> columns; // one per pixel, from the scale's left to now
    qint32 peak = 0;
    int peakFrom = 0; // the longest stretch of columns that reach 4/5 of the peak
    int peakTo = 0;
    qint32 peakHandled = 0; // the peak there, without those that queued; `peak` if none did

    static Graph of(const record::ConcurrencyCurve &curve, const Scale &scale, qint64 nowNs);
};

} // namespace overlap::ui
