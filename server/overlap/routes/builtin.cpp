#include "overlap/routes/builtin.h"

#include "overlap/routes/compute.h"
#include "overlap/routes/echo.h"
#include "overlap/routes/routelist.h"
#include "overlap/routes/scripted.h"
#include "overlap/routes/sleep.h"

#include <algorithm>
#include <iterator>

namespace overlap::routes {

std::vector<Route> builtinRoutes(const std::shared_ptr<answers::Stage> &stage)
{
    using enum http::Method;
    const Pages pages;
    const auto hello = [pages](net::Call &&call, const QByteArray &) {
        std::move(call).send(pages.hello());
    };
    const auto list = [page = routesPage()](net::Call &&call, const QByteArray &) {
        std::move(call).send(page);
    };
    std::vector<Route> routes{
        {"/", {Get}, hello},
        {"/sleep", {Get}, sleepRoute(pages, std::chrono::seconds(5))},
        {"/sleep/{duration}", {Get}, sleepRoute(pages)},
        {"/compute/{duration}", {Get}, computeRoute(pages)},
        {"/echo", {Get, Post, Put, Delete, Patch}, echo},
        {"/routes", {Get}, list},
    };
    std::ranges::move(scriptedRoutes(stage), std::back_inserter(routes));
    return routes;
}

} // namespace overlap::routes
