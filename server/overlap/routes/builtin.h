#pragma once

#include "overlap/routes/router.h"

namespace overlap::routes {

// The routes that the server comes with. The pages outlive what is returned.
std::vector<Route> builtinRoutes(const Pages &pages);

} // namespace overlap::routes
