#pragma once

#include "timeline/track.h"

#include <span>

namespace overlap::ui {

// All tracks, from top to bottom. A new track is a file of its own and a row in tracks.cpp.
std::span<const Track *const> tracks();

} // namespace overlap::ui
