#pragma once

#include "timeline/bars.h"
#include "timeline/graph.h"

namespace overlap::ui {

// Pure. All that is painted, as plain figures: replayed by painter.h as often as needed.
struct Layout
{
    struct Text
    {
        QRect rect;
        QString text;
    };

    Frame frame;
    Scale scale;
    std::vector<Tick> ticks;
    Graph graph;
    Text peak; // "8 at once"; empty: nothing was in flight
    Bars bars;
    std::vector<Text> gutter;
    int nowX = -1; // -1: not in view
    bool isMoving = false;

    static Layout of(const Scene &scene);
};

} // namespace overlap::ui
