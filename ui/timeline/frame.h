#pragma once

#include "timeline/track.h"

namespace overlap::ui {

// Pure. Where everything stands in the viewport: the tracks, one above the other, right of the
// gutter with their names and above the axis of time.
struct Frame
{
    struct Placed
    {
        const Track *track = nullptr;
        QRect area; // of no height: not shown
    };
    std::vector<Placed> tracks; // from the top
    size_t rest = 0;            // of these, the one that takes the rest
    QRect content;              // all of these
    QRect axis;

    static Frame of(const Scene &scene);

    const Placed &scrolling() const { return tracks[rest]; }
    Placed at(QPoint point) const; // no track where there is none
};

} // namespace overlap::ui
