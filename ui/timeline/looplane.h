#pragma once

#include "overlap/record/loopload.h"
#include "timeline/scale.h"

#include <QString>

#include <optional>

namespace overlap::ui {

// Pure. The load of the event loop by pixel column, and where it was blocked: one iteration lasted
// so long that everything else had to wait. With several loops, the busiest counts.
struct LoopLane
{
    struct Column
    {
        float load = 0; // 0: it waited throughout … 1: it never waited
        bool blocked = false;
        bool operator==(const Column &) const = default;
    };
    struct Blocked
    {
        int fromX = 0;
        int toX = 0;
        QString text; // "blocked 1.4 s", or "blocked 1.4 s and counting" while it lasts
    };
    // One per pixel, from the scale's left to now; empty: nothing is known.
    std::vector<Column> columns;
    std::vector<Blocked> blocked;
    double load = 0; // the mean of all columns

    // busySinceNs: when the current iteration began, if one goes on.
    static LoopLane of(const std::vector<record::LoopLoad> &loops, const Scale &scale, qint64 nowNs,
                       std::optional<qint64> busySinceNs);
};

} // namespace overlap::ui
