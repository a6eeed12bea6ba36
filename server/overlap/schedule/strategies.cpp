#include "overlap/schedule/strategies.h"

#include "overlap/schedule/limited.h"
#include "overlap/schedule/threadpool.h"

#include <algorithm>
#include <array>

namespace overlap::schedule {

namespace {

// The handler runs on the loop as soon as the request is there, and its waits never hold the loop.
class Concurrent final : public Strategy
{
public:
    explicit Concurrent(net::Handler handler) : m_handler(std::move(handler)) {}
    void handle(net::Call call) override { m_handler(std::move(call)); }

private:
    const net::Handler m_handler;
};

// The handler runs on the loop, and its waits hold it: accepting, reading, other requests, all.
class Blocking final : public Strategy
{
public:
    explicit Blocking(net::Handler handler) : m_handler(std::move(handler)) {}
    void handle(net::Call call) override
    {
        call.holdThread();
        m_handler(std::move(call));
    }

private:
    const net::Handler m_handler;
};

using Made = std::unique_ptr<Strategy>;

constexpr Count limit{QLatin1StringView("limit"), QLatin1StringView("at a time"), &Counts::limit,
                      100'000};
constexpr Count pool{QLatin1StringView("pool"), QLatin1StringView("threads"), &Counts::pool, 1000};

constexpr std::array<Kind, 5> kinds = {{
    {QLatin1StringView("concurrent"), QLatin1StringView("Concurrent"),
     QLatin1StringView("Every request at once: waiting holds up nobody."), nullptr,
     [](net::Handler handler, const Counts &) -> Made {
         return std::make_unique<Concurrent>(std::move(handler));
     }},
    {QLatin1StringView("serial"), QLatin1StringView("One at a time"),
     QLatin1StringView("The next request starts when the one before it is answered."), nullptr,
     [](net::Handler handler, const Counts &) -> Made {
         return std::make_unique<Limited>(std::move(handler), 1);
     }},
    {QLatin1StringView("limited"), QLatin1StringView("A few at a time"),
     QLatin1StringView("At most as many requests at a time as the limit says; the others queue."),
     &limit,
     [](net::Handler handler, const Counts &counts) -> Made {
         return std::make_unique<Limited>(std::move(handler), counts.limit);
     }},
    {QLatin1StringView("thread-pool"), QLatin1StringView("Thread pool"),
     QLatin1StringView("Each request holds one of so many threads, also while it waits; the others "
                       "queue."),
     &pool,
     [](net::Handler handler, const Counts &counts) -> Made {
         return std::make_unique<ThreadPool>(std::move(handler), counts.pool);
     }},
    {QLatin1StringView("blocking"), QLatin1StringView("Blocked loop"),
     QLatin1StringView("Waiting blocks the event loop itself: everything else waits, accepting "
                       "included."),
     nullptr,
     [](net::Handler handler, const Counts &) -> Made {
         return std::make_unique<Blocking>(std::move(handler));
     }},
}};

} // namespace

std::span<const Kind> strategies()
{
    return kinds;
}

const Kind *strategyNamed(QLatin1StringView name, std::span<const Kind> among)
{
    const auto at = std::ranges::find(among, name, &Kind::name);
    return at == among.end() ? nullptr : &*at;
}

} // namespace overlap::schedule
