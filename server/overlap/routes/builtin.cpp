#include "overlap/routes/builtin.h"

#include "overlap/routes/compute.h"
#include "overlap/routes/echo.h"
#include "overlap/routes/sleep.h"

namespace overlap::routes {

std::vector<Route> builtinRoutes()
{
    using enum http::Method;
    const Pages pages;
    const auto hello = [pages](net::Call &&call, const QByteArray &) {
        std::move(call).send(pages.hello());
    };
    return {
        {"/", {Get}, hello},
        {"/sleep", {Get}, sleepRoute(pages, std::chrono::seconds(5))},
        {"/sleep/{duration}", {Get}, sleepRoute(pages)},
        {"/compute/{duration}", {Get}, computeRoute(pages)},
        {"/echo", {Get, Post, Put, Delete, Patch}, echo},
    };
}

} // namespace overlap::routes
