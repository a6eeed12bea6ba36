#pragma once

#include "overlap/record/lanes.h"
#include "timeline/fonts.h"

#include <QRect>

#include <span>

namespace overlap::ui {

// Pure. Where the lanes of requests stand in their area: a row for each that is in view. Rows get
// as high as fits: first with room for text, then thin, then as density rows down to 2 pixels. When
// even those do not fit, they scroll.
struct LaneGrid
{
    QRect area;
    int barHeight = 18;
    int pitch = 24;                             // pixels from one row to the next
    std::span<const record::Lanes::Lane> lanes; // of each row; ascending
    int scrolled = 0;                           // pixels scrolled down
    bool hasLabels = true;

    // `lanes` outlives it.
    static LaneGrid of(const QRect &area, const Fonts &fonts,
                       std::span<const record::Lanes::Lane> lanes, int scrolled);

    int rowCount() const { return int(lanes.size()); }
    int rowOf(record::Lanes::Lane lane) const; // -1: not in view
    int contentHeight() const { return rowCount() * pitch; }
    int scrollMost() const { return qMax(0, contentHeight() - area.height()); }
    int rowTop(int row) const { return area.top() + row * pitch - scrolled; }
    int rowAt(int y) const; // -1: none
    int firstVisible() const { return qMin(rowCount(), scrolled / pitch); }
    int endVisible() const;
    // A bar in a row, of full or half height. toX is exclusive.
    QRect bar(int row, int fromX, int toX, bool half) const;
};

} // namespace overlap::ui
