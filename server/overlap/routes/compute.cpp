#include "overlap/routes/compute.h"

#include "overlap/routes/cputime.h"
#include "overlap/routes/duration.h"

#include <QUrlQuery>

namespace overlap::routes {

namespace {

// Some work whose result is used, between two looks at the clock: some 20 µs.
quint64 work(quint64 state)
{
    for (int i = 0; i < 10'000; ++i) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    return state;
}

// By processor time: threads that outnumber the cores must share them, not finish all at once.
// None: nobody waits that long.
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

// What the query asks for besides: "?sleep=200ms". None: it can't be read.
std::optional<std::chrono::nanoseconds> sleepIn(const QByteArray &target)
{
    const qsizetype query = target.indexOf('?');
    const QUrlQuery items(query < 0 ? QString() : QString::fromLatin1(target.sliced(query + 1)));
    const auto name = QStringLiteral("sleep");
    if (!items.hasQueryItem(name))
        return std::chrono::nanoseconds(0);
    return parseDuration(items.queryItemValue(name).toLatin1());
}

} // namespace

decltype(Route::handler) computeRoute(Pages pages)
{
    return [pages = std::move(pages)](net::Call call, const QByteArray &parameter) {
        const auto duration = parseDuration(parameter);
        const auto sleep = sleepIn(call.request().target);
        if (!duration || !sleep) {
            std::move(call).send(pages.error(http::Status::BadRequest, durationHelp));
            return;
        }
        call.announce(); // so that one sees who holds the loop
        const std::optional<quint64> result = compute(*duration, call);
        if (!result) {
            std::move(call).abandon();
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
        std::move(call).after(*sleep, [response = std::move(response)](net::Call woken) {
            std::move(woken).send(response);
        });
    };
}

} // namespace overlap::routes
