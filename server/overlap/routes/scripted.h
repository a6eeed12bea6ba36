#pragma once

#include "overlap/answers/player.h"
#include "overlap/routes/route.h"

#include <memory>
#include <vector>

namespace overlap::routes {

// Any thread. The rows of script::namedRoutes() as routes.
std::vector<Route> scriptedRoutes(const std::shared_ptr<answers::Stage> &stage);

} // namespace overlap::routes
