#pragma once

#include "timeline/frame.h"

namespace overlap::ui {

// Pure. All that is painted: the tracks, and over them the axis, the line of now and the span that
// is marked. Replayed by painter.h as often as needed.
struct Layout
{
    Frame frame;
    QSize size;
    Scale scale;
    int scrolled = 0;
    Figures figures;

    // Takes over the memory of figures that are not needed any more, as of the last layout.
    static Layout of(const Scene &scene, Figures &&outdated = {});
};

} // namespace overlap::ui
