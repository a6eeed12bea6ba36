#include "timeline/lanegrid.h"

#include <algorithm>

namespace overlap::ui {

LaneGrid LaneGrid::of(const QRect &area, const Fonts &fonts,
                      std::span<const record::Lanes::Lane> lanes, int scrolled)
{
    LaneGrid grid;
    grid.area = area;
    grid.lanes = lanes;
    // First the gaps between rows shrink, then the rows.
    const int share = area.height() / qMax(1, grid.rowCount());
    const auto use = [&](int height, int gapLeast, int pitchMost) {
        grid.barHeight = height;
        grid.pitch = std::clamp(share, height + gapLeast, pitchMost);
        return grid.contentHeight() <= area.height();
    };
    grid.hasLabels = use(fonts.scaled(18) / 2 * 2, 2, fonts.scaled(24));
    if (!grid.hasLabels && !use(8, 2, 14)) {
        grid.pitch = std::clamp(share, 2, 9);
        grid.barHeight = grid.pitch > 3 ? grid.pitch - 1 : grid.pitch;
    }
    grid.scrolled = std::clamp(scrolled, 0, grid.scrollMost());
    return grid;
}

int LaneGrid::rowOf(record::Lanes::Lane lane) const
{
    const auto at = std::ranges::lower_bound(lanes, lane);
    return at != lanes.end() && *at == lane ? int(at - lanes.begin()) : -1;
}

int LaneGrid::rowAt(int y) const
{
    if (y < area.top() || y >= area.top() + area.height())
        return -1;
    const int row = (y - area.top() + scrolled) / pitch;
    return row < rowCount() ? row : -1;
}

int LaneGrid::endVisible() const
{
    return qMin(rowCount(), (scrolled + area.height() + pitch - 1) / pitch);
}

QRect LaneGrid::bar(int row, int fromX, int toX, bool half) const
{
    const int inset = half ? barHeight / 6 : 0; // 12 of 18 pixels remain: text still fits
    return {fromX, rowTop(row) + inset, toX - fromX, barHeight - 2 * inset};
}

} // namespace overlap::ui
