#include "timeline/tracks.h"

#include <array>

namespace overlap::ui {

const Track &graphTrack();
const Track &loopTrack();
const Track &clientTrack();
const Track &lanesTrack();

std::span<const Track *const> tracks()
{
    static const std::array rows{
        &graphTrack(),
        &loopTrack(),
        &clientTrack(),
        &lanesTrack(),
    };
    return rows;
}

} // namespace overlap::ui
