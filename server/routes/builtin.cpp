#include "routes/builtin.h"

#include "routes/compute.h"
#include "routes/echo.h"
#include "routes/sleep.h"

namespace overlap::routes {

std::vector<Route> builtinRoutes(const Pages &pages)
{
    using enum http::Method;
    const auto hello = [&pages](net::Call call, const QByteArray &) {
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
