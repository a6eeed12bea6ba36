#pragma once

#include "overlap/routes/route.h"

namespace overlap::routes {

// The routes that the server comes with.
std::vector<Route> builtinRoutes();

} // namespace overlap::routes
