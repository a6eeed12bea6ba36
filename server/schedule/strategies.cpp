#include "schedule/strategies.h"

#include "schedule/limited.h"

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

using Made = std::unique_ptr<Strategy>;

constexpr std::array<Kind, 3> kinds = {{
    {QLatin1StringView("concurrent"), QLatin1StringView("Concurrent"),
     QLatin1StringView("Every request at once: waiting holds up nobody."),
     [](net::Handler handler, const Options &) -> Made {
         return std::make_unique<Concurrent>(std::move(handler));
     }},
    {QLatin1StringView("serial"), QLatin1StringView("One at a time"),
     QLatin1StringView("The next request starts when the one before it is answered."),
     [](net::Handler handler, const Options &) -> Made {
         return std::make_unique<Limited>(std::move(handler), 1);
     }},
    {QLatin1StringView("limited"), QLatin1StringView("A few at a time"),
     QLatin1StringView("At most as many requests at a time as the limit says; the others queue."),
     [](net::Handler handler, const Options &options) -> Made {
         return std::make_unique<Limited>(std::move(handler), options.limit);
     }},
}};

} // namespace

std::span<const Kind> strategies()
{
    return kinds;
}

const Kind *strategyNamed(QLatin1StringView name)
{
    const auto *const at = std::ranges::find(kinds, name, &Kind::name);
    return at == kinds.end() ? nullptr : at;
}

} // namespace overlap::schedule
