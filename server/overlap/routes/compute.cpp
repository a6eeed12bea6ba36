#include "overlap/routes/compute.h"

#include "overlap/answers/busy.h"
#include "overlap/script/duration.h"
#include "overlap/script/query.h"

namespace overlap::routes {

namespace {

// The duration of "?sleep=200ms", or 0 without one. Nothing if it is invalid.
std::optional<std::chrono::nanoseconds> sleepIn(QByteArrayView target)
{
    const auto value = script::valueIn(script::queryOf(target), "sleep");
    if (!value)
        return std::chrono::nanoseconds(0);
    const auto text = script::decoded(*value);
    return text ? script::parseDuration(*text) : std::nullopt;
}

} // namespace

decltype(Route::handler) computeRoute(Pages pages)
{
    return [pages = std::move(pages)](net::Call &&call, const QByteArray &parameter) {
        const auto duration = script::parseDuration(parameter);
        const auto sleep = sleepIn(call.request().target);
        if (!duration || !sleep) {
            std::move(call).send(pages.error(http::Status::BadRequest, script::durationHelp));
            return;
        }
        const std::optional<quint64> result = answers::keepBusy(*duration, call);
        if (!result) {
            std::move(call).closeConnection();
            return;
        }
        http::Response response = pages.hello();
        appendServerTiming(response, "compute", *duration);
        response.headers.append("X-Result", QByteArray::number(*result, 16));
        if (*sleep == std::chrono::nanoseconds(0)) {
            std::move(call).send(std::move(response));
            return;
        }
        appendServerTiming(response, "sleep", *sleep);
        std::move(call).after(*sleep, [response = std::move(response)](net::Call &&woken) {
            std::move(woken).send(response);
        });
    };
}

} // namespace overlap::routes
