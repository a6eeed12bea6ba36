#pragma once

#include "timeline/labels.h"
#include "timeline/scene.h"

#include <vector>

namespace overlap::ui {

struct Fill
{
    QRect rect;
    record::Phase phase;
    analysis::Shape shape;
    bool open; // its right edge is not an end
    bool faded = false;
};

struct Bars
{
    static constexpr qsizetype fillsMost = 20'000;

    std::vector<Fill> fills;
    std::vector<QRect> idle;  // lines: keep-alive idle
    std::vector<QRect> flags; // the stems of the signs at errors
    std::vector<Label> labels;
    QRect selected; // its bar, to be outlined; null: not in view

    // Pure. The bars in view, at the cost of the pixels they cover: within a lane, those that end
    // in the same few pixels are drawn as one, which looks like the longest of them. At most `most`
    // fills.
    static Bars of(const Scene &scene, const LaneGrid &grid, qsizetype most = fillsMost);
};

} // namespace overlap::ui
