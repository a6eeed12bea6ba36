#include "overlap/analysis/prediction.h"

#include <algorithm>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using std::chrono::nanoseconds;

namespace {

// The threads of a pool begin together and share the cores evenly, so they also end together.
nanoseconds pooled(const Workload &burst, int pool, int cores)
{
    const auto round = [&](int threads) {
        const double slower = std::max(1.0, double(threads) / std::max(1, cores));
        return nanoseconds(qint64(double(burst.computing.count()) * slower)) + burst.waiting;
    };
    const int rest = burst.count % pool;
    return (burst.count / pool) * round(pool) + (rest > 0 ? round(rest) : nanoseconds(0));
}

} // namespace

nanoseconds predictedTime(QLatin1StringView strategy, const Workload &burst, int pool, int cores)
{
    if (strategy == "concurrent"_L1)
        return burst.count * burst.computing + burst.waiting;
    if (strategy == "thread-pool"_L1)
        return pooled(burst, std::max(1, pool), cores);
    return burst.count * (burst.computing + burst.waiting);
}

} // namespace overlap::analysis
