#pragma once

#include "overlap/routes/route.h"

namespace overlap::routes {

// Any thread. The server's own routes.
std::vector<Route> builtinRoutes();

} // namespace overlap::routes
