#pragma once

#include "timeline/track.h"

#include <span>

namespace overlap::ui {

// All tracks, from the top. A new one is a file and a row here.
std::span<const Track *const> tracks();

} // namespace overlap::ui
