#pragma once

#include "timeline/trackstack.h"

namespace overlap::ui {

// Pure. Everything that is painted: the tracks, and over them the axis, the line of now and the
// marked span. LayoutPainter replays it as often as needed.
struct Layout
{
    TrackStack stack;
    QSize size;
    Scale scale;
    int scrolled = 0;
    DisplayList displayList;

    // `outdated` is a display list that is no longer needed. Its memory is reused.
    static Layout of(const Scene &scene, DisplayList &&outdated = {});
};

} // namespace overlap::ui
