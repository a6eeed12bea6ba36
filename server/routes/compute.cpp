#include "routes/compute.h"

#include "routes/cputime.h"
#include "routes/duration.h"

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
quint64 compute(std::chrono::nanoseconds duration, const net::Call &call)
{
    quint64 state = 0x9e3779b97f4a7c15;
    const auto end = threadCpuTime() + duration;
    while (threadCpuTime() < end && !call.isAbandoned())
        state = work(state);
    return state;
}

} // namespace

decltype(Route::handler) computeRoute(const Pages &pages)
{
    return [&pages](net::Call call, const QByteArray &parameter) {
        const auto duration = parseDuration(parameter);
        if (!duration) {
            std::move(call).send(pages.error(http::Status::BadRequest, durationHelp));
            return;
        }
        call.announce(); // so that one sees who holds the loop
        const quint64 result = compute(*duration, call);
        http::Response response = pages.hello();
        appendServerTiming(response, "compute", *duration);
        response.headers.append("X-Result", QByteArray::number(result, 16));
        std::move(call).send(std::move(response));
    };
}

} // namespace overlap::routes
