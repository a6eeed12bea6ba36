#include "overlap/routes/sleep.h"

#include "overlap/script/duration.h"

namespace overlap::routes {

decltype(Route::handler) sleepRoute(Pages pages, std::optional<std::chrono::nanoseconds> fixed)
{
    return [pages = std::move(pages), fixed](net::Call &&call, const QByteArray &parameter) {
        const auto duration = fixed ? fixed : script::parseDuration(parameter);
        if (!duration) {
            std::move(call).send(pages.error(http::Status::BadRequest, script::durationHelp));
            return;
        }
        std::move(call).after(*duration, [&pages, slept = *duration](net::Call &&woken) {
            http::Response response = pages.hello();
            appendServerTiming(response, "sleep", slept);
            std::move(woken).send(std::move(response));
        });
    };
}

} // namespace overlap::routes
