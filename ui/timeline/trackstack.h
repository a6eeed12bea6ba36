#pragma once

#include "timeline/track.h"

namespace overlap::ui {

// Pure. Where the tracks stand in the viewport: one above the other, right of the gutter with their
// names, and above the time axis.
struct TrackStack
{
    struct Placed
    {
        const Track *track = nullptr;
        QRect area; // height 0: not shown
    };
    std::vector<Placed> tracks; // from the top
    size_t rest = 0;            // index of the track that takes the remaining height
    QRect content;              // all tracks together
    QRect axis;

    static TrackStack of(const Scene &scene);

    const Placed &scrolling() const { return tracks[rest]; }
    Placed at(QPoint point) const; // track is null where there is none
    Placed named(int y) const;     // whose name stands there in the gutter; null as well
};

} // namespace overlap::ui
