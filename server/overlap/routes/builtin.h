#pragma once

#include "overlap/answers/player.h"
#include "overlap/routes/route.h"

#include <memory>

namespace overlap::routes {

// Any thread. The server's own routes, and those that are scripts on that stage.
std::vector<Route> builtinRoutes(const std::shared_ptr<answers::Stage> &stage);

} // namespace overlap::routes
