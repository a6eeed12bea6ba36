#pragma once

#include "overlap/routes/pages.h"
#include "overlap/routes/route.h"

#include <chrono>
#include <optional>

namespace overlap::routes {

// Answers the hello page after a wait that holds up nobody: `fixed`, or what the path asks for.
decltype(Route::handler) sleepRoute(Pages pages,
                                    std::optional<std::chrono::nanoseconds> fixed = std::nullopt);

} // namespace overlap::routes
