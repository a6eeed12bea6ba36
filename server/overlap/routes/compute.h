#pragma once

#include "overlap/routes/pages.h"
#include "overlap/routes/route.h"

namespace overlap::routes {

// Any thread. Keeps a processor busy for the duration in the path, then answers the hello page. It
// holds the thread that it runs on: the opposite of waiting. "?sleep=" adds a wait afterwards.
decltype(Route::handler) computeRoute(Pages pages);

} // namespace overlap::routes
