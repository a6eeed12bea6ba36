#include "timeline/trackstack.h"

#include "timeline/tracks.h"

#include <algorithm>

namespace overlap::ui {

TrackStack TrackStack::of(const Scene &scene)
{
    TrackStack stack;
    const Fonts &fonts = scene.fonts;
    const int left = fonts.gutter;
    const int width = scene.size.width() - left;
    const int top = fonts.scaled(12);
    const int axisHeight = fonts.line + fonts.scaled(10);
    std::vector<Band> bands;
    int room = scene.size.height() - axisHeight - top;
    for (const Track *track : ui::tracks()) {
        const Band band = track->band(scene);
        if (band.takesRest)
            stack.rest = bands.size();
        bands.push_back(band);
        room -= band.height + band.below;
    }
    bands[stack.rest].height = std::max(0, room);
    int y = top;
    for (size_t i = 0; i < bands.size(); ++i) {
        stack.tracks.push_back({ui::tracks()[i], QRect(left, y, width, bands[i].height)});
        y += bands[i].height + bands[i].below;
    }
    stack.content = QRect(left, top, width, y - top);
    stack.axis = QRect(left, y, width, axisHeight);
    return stack;
}

TrackStack::Placed TrackStack::at(QPoint point) const
{
    const auto found = std::ranges::find_if(
        tracks, [point](const Placed &placed) { return placed.area.contains(point); });
    return found == tracks.end() ? Placed() : *found;
}

// Names are higher than some tracks: the gaps between these belong to the nearer one.
TrackStack::Placed TrackStack::named(int y) const
{
    Placed nearest;
    int least = content.height();
    for (const Placed &each : tracks) {
        const int distance = std::max({0, each.area.top() - y, y - each.area.bottom()});
        if (each.area.height() > 0 && distance < least) {
            least = distance;
            nearest = each;
        }
    }
    return axis.top() > y ? nearest : Placed();
}

} // namespace overlap::ui
