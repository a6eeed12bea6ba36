#pragma once

#include "timeline/bars.h"
#include "timeline/brackets.h"
#include "timeline/graph.h"
#include "timeline/looplane.h"

namespace overlap::ui {

// Pure. All that is painted, as plain figures: replayed by painter.h as often as needed.
struct Layout
{
    static constexpr int curveWidth = 2;
    static constexpr qint32 graphLeast = 4; // the graph is high enough for so many at least

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
    LoopLane loop;
    Brackets brackets;
    Bars bars;
    std::vector<Text> gutter;
    std::vector<Text> gaps; // where records were dropped, and how many
    QRect marked;           // null: no span is, or not in view
    QRect markedBox;
    QStringList markedLines;
    int nowX = -1; // -1: not in view
    bool isMoving = false;

    static Layout of(const Scene &scene);
    int graphY(qint32 count) const; // the top of the curve at a count
};

} // namespace overlap::ui
