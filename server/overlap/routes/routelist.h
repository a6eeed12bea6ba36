#pragma once

#include "overlap/http/response.h"

#include <QString>

#include <vector>

namespace overlap::routes {

// Pure. What people read about a route.
struct ListedRoute
{
    const char *pattern; // as of Route
    const char *help;    // one sentence; to be translated, in the context "Script"
    const char *example; // a target to try
};

// Pure. All that builtinRoutes() has, in its order.
std::vector<ListedRoute> listedRoutes();

// Pure. "sleep=D": how a step is written, with the name of its argument's form.
struct ListedStep
{
    QByteArray form;
    const char *help;
};
std::vector<ListedStep> listedSteps();

// Pure. Both lists: as a page, and for a terminal.
http::Response routesPage();
QString routesText();

} // namespace overlap::routes
