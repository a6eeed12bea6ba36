#pragma once

#include "overlap/routes/pages.h"
#include "overlap/routes/route.h"

namespace overlap::routes {

// Keeps a processor busy for as long as the path asks, then answers the hello page: the opposite
// of waiting. It holds the thread that it runs on. With "?sleep=" and a duration it waits then.
decltype(Route::handler) computeRoute(Pages pages);

} // namespace overlap::routes
