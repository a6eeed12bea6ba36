#include "overlap/schedule/strategies.h"

#include "overlap/schedule/limited.h"
#include "overlap/schedule/threadpool.h"

#include <algorithm>
#include <array>
#include <vector>

namespace overlap::schedule {

namespace {

// The handler runs on the loop's thread at once; its waits never hold the thread.
class Concurrent final : public Strategy
{
public:
    explicit Concurrent(net::Handler handler) : m_handler(std::move(handler)) {}
    void handle(net::Call &&call) override { m_handler(std::move(call)); }

private:
    const net::Handler m_handler;
};

// The handler runs on the loop's thread, and its waits hold the thread. So everything else waits
// too: accepting, reading, other requests.
class Blocking final : public Strategy
{
public:
    explicit Blocking(net::Handler handler) : m_handler(std::move(handler)) {}
    void handle(net::Call &&call) override
    {
        call.holdThread();
        m_handler(std::move(call));
    }
    bool takesUploads() const override { return false; }

private:
    const net::Handler m_handler;
};

// A future that nobody awaits: its handler never runs.
class NeverAwaited final : public Strategy
{
public:
    void handle(net::Call &&call) override { std::move(call).leaveUnrun(); }
    bool takesUploads() const override { return false; }
};

using StrategyPtr = std::unique_ptr<Strategy>;
using std::chrono::nanoseconds;

constexpr Count limit{QLatin1StringView("limit"), QLatin1StringView("at a time"), &Counts::limit,
                      100'000};
constexpr Count pool{QLatin1StringView("pool"), QLatin1StringView("threads"), &Counts::pool, 1000};

nanoseconds oneAfterTheOther(const Work &work, const Counts &, int)
{
    return work.count * (work.computing + work.waiting);
}

// One loop's thread computes for one after the other, while others wait.
nanoseconds onOneLoop(const Work &work, const Counts &, int)
{
    return work.count * work.computing + work.waiting;
}

// The threads of a pool begin together and share the cores evenly, so they also end together.
nanoseconds inRounds(const Work &work, const Counts &counts, int cores)
{
    const auto round = [&](int threads) {
        const double slower = std::max(1.0, double(threads) / std::max(1, cores));
        return nanoseconds(qint64(double(work.computing.count()) * slower)) + work.waiting;
    };
    const int poolSize = std::max(1, counts.pool);
    const int rest = work.count % poolSize;
    return (work.count / poolSize) * round(poolSize) + (rest > 0 ? round(rest) : nanoseconds(0));
}

// Each begins as soon as one of those before it is answered, and the loop's thread is free.
nanoseconds fewAtATime(const Work &work, const Counts &counts, int)
{
    const int most = std::max(1, counts.limit);
    std::vector<nanoseconds> answered;
    nanoseconds computed{0};
    for (int i = 0; i < work.count; ++i) {
        const nanoseconds begins = i < most ? nanoseconds(0) : answered[size_t(i - most)];
        computed = std::max(computed, begins) + work.computing;
        answered.push_back(computed + work.waiting);
    }
    return answered.empty() ? nanoseconds(0) : answered.back();
}

constexpr Compared serially{1, QLatin1StringView("each is answered before the next begins"),
                            oneAfterTheOther};
constexpr Compared concurrently{2, QLatin1StringView("waiting never holds the event loop"),
                                onOneLoop};
constexpr Compared few{3, QLatin1StringView("waiting holds no thread, the rest queue"), fewAtATime};
constexpr Compared pooled{4, QLatin1StringView("each holds a thread, the rest queue"), inRounds};
constexpr Compared blocked{5, QLatin1StringView("waiting holds the event loop itself"),
                           oneAfterTheOther};
constexpr Compared unrun{6, QLatin1StringView("what is made, and never run, answers nobody"),
                         nullptr};

constexpr std::array<Kind, 6> kinds = {{
    {QLatin1StringView("concurrent"), QLatin1StringView("Concurrent"),
     QLatin1StringView("Every request at once: waiting holds up nobody."), nullptr, &concurrently,
     [](net::Handler handler, const Counts &) -> StrategyPtr {
         return std::make_unique<Concurrent>(std::move(handler));
     }},
    {QLatin1StringView("serial"), QLatin1StringView("One at a time"),
     QLatin1StringView("The next request starts when the one before it is answered."), nullptr,
     &serially,
     [](net::Handler handler, const Counts &) -> StrategyPtr {
         return std::make_unique<Limited>(std::move(handler), 1);
     }},
    {QLatin1StringView("limited"), QLatin1StringView("A few at a time"),
     QLatin1StringView("At most as many requests at a time as the limit says; the others queue."),
     &limit, &few,
     [](net::Handler handler, const Counts &counts) -> StrategyPtr {
         return std::make_unique<Limited>(std::move(handler), counts.limit);
     }},
    {QLatin1StringView("thread-pool"), QLatin1StringView("Thread pool"),
     QLatin1StringView("Each request holds one of so many threads, also while it waits; the others "
                       "queue."),
     &pool, &pooled,
     [](net::Handler handler, const Counts &counts) -> StrategyPtr {
         return std::make_unique<ThreadPool>(std::move(handler), counts.pool);
     }},
    {QLatin1StringView("blocking"), QLatin1StringView("Blocked loop"),
     QLatin1StringView("Waiting blocks the event loop itself: everything else waits, accepting "
                       "included."),
     nullptr, &blocked,
     [](net::Handler handler, const Counts &) -> StrategyPtr {
         return std::make_unique<Blocking>(std::move(handler));
     }},
    {QLatin1StringView("never-awaited"), QLatin1StringView("Never awaited"),
     QLatin1StringView("A future that nobody awaits: the handler is made and never run, and each "
                       "connection is closed without an answer."),
     nullptr, &unrun,
     [](net::Handler, const Counts &) -> StrategyPtr { return std::make_unique<NeverAwaited>(); }},
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
