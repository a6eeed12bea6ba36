#include "overlap/routes/compute.h"

#include "overlap/routes/cputime.h"
#include "overlap/script/duration.h"

#include <QUrlQuery>

namespace overlap::routes {

namespace {

// Takes about 20 µs, between two readings of the clock. The result is used, so that no compiler
// removes the work.
quint64 work(quint64 state)
{
    for (int i = 0; i < 10'000; ++i) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    return state;
}

// Measures processor time, not wall time: more threads than cores then take longer, as they must
// share the cores. Nothing if the client will not wait that long.
std::optional<quint64> compute(std::chrono::nanoseconds duration, const net::Call &call)
{
    quint64 state = 0x9e3779b97f4a7c15;
    const auto end = threadCpuTime() + duration;
    for (auto left = duration; left.count() > 0; left = end - threadCpuTime()) {
        if (call.isAbandoned(left))
            return std::nullopt;
        state = work(state);
    }
    return state;
}

// The duration of "?sleep=200ms", or 0 without one. Nothing if it is invalid.
std::optional<std::chrono::nanoseconds> sleepIn(QByteArrayView target)
{
    const qsizetype query = target.indexOf('?');
    const QUrlQuery items(query < 0 ? QString() : QString::fromLatin1(target.sliced(query + 1)));
    const auto name = QStringLiteral("sleep");
    if (!items.hasQueryItem(name))
        return std::chrono::nanoseconds(0);
    return script::parseDuration(items.queryItemValue(name).toLatin1());
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
        call.announce(); // so that the window shows which request blocks the loop
        const std::optional<quint64> result = compute(*duration, call);
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
