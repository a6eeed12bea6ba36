#pragma once

#include "overlap/record/concurrencycurve.h"
#include "timeline/scale.h"

#include <vector>

namespace overlap::ui {

// Pure. The in-flight graph by pixel: the lowest and the highest count within each one, exact.
struct Graph
{
    struct Column
    {
        qint32 low = 0;
        qint32 high = 0;
        bool operator==(const Column &) const = default;
    };
    std::vector<Column> columns; // from the scale's left to now
    qint32 peak = 0;
    int peakFrom = 0; // the longest stretch at four fifths of it or more, in columns
    int peakTo = 0;

    static Graph of(const record::ConcurrencyCurve &steps, const Scale &scale, qint64 nowNs);
};

} // namespace overlap::ui
