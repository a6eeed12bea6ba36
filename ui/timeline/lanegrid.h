#pragma once

#include "timeline/fonts.h"

#include <QRect>

namespace overlap::ui {

// Pure. Where the lanes of requests stand in their area. They get as high as fits: first with room
// for text, then thin, then as density rows down to 2 pixels. When even those do not fit, they
// scroll.
struct LaneGrid
{
    QRect area;
    int barHeight = 18;
    int pitch = 24; // pixels from one lane to the next
    int laneCount = 0;
    int scrolled = 0; // pixels scrolled down
    bool hasLabels = true;

    static LaneGrid of(const QRect &area, const Fonts &fonts, int laneCount, int scrolled);

    int contentHeight() const { return laneCount * pitch; }
    int scrollMost() const { return qMax(0, contentHeight() - area.height()); }
    int laneTop(int lane) const { return area.top() + lane * pitch - scrolled; }
    int laneAt(int y) const; // -1: none
    int firstVisible() const { return qMin(laneCount, scrolled / pitch); }
    int endVisible() const;
    // A bar in a lane, of full or half height. toX is exclusive.
    QRect bar(int lane, int fromX, int toX, bool half) const;
};

} // namespace overlap::ui
