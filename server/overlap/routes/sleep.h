#pragma once

#include "overlap/routes/pages.h"
#include "overlap/routes/route.h"

#include <chrono>
#include <optional>

namespace overlap::routes {

// Any thread. Waits without holding a thread, then answers the hello page. Waits for `fixed`, or
// without it for the duration in the path.
decltype(Route::handler) sleepRoute(Pages pages,
                                    std::optional<std::chrono::nanoseconds> fixed = std::nullopt);

} // namespace overlap::routes
