#pragma once

#include "overlap/record/loopload.h"
#include "timeline/scale.h"

#include <QString>

#include <optional>

namespace overlap::ui {

// Pure. The lane of the event loop, by pixel: how much of the time it was occupied, and where one
// thing held it for so long that everything else had to wait. With several loops, the busiest.
struct LoopLane
{
    struct Column
    {
        float share = 0; // 0: waiting … 1: occupied throughout
        bool blocked = false;
        bool operator==(const Column &) const = default;
    };
    struct Blocked
    {
        int fromX = 0;
        int toX = 0;
        QString text; // "blocked 1.4 s", with "and counting" while it lasts
    };
    std::vector<Column> columns; // from the scale's left to now; empty: nothing is known
    std::vector<Blocked> blocked;
    double share = 0; // over all columns

    // busySinceNs: the turn that goes on now, where one does.
    static LoopLane of(const std::vector<record::LoopLoad> &loops, const Scale &scale, qint64 nowNs,
                       std::optional<qint64> busySinceNs);
};

} // namespace overlap::ui
