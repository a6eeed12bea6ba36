#include "overlap/record/walltimes.h"

#include <algorithm>
#include <cstdlib>

namespace overlap::record {

// The two clocks are read one after the other, and they drift. A larger difference means that the
// wall clock was set, or that the other one stood still.
static constexpr qint64 toleranceNs = 10'000'000;

void WallTimes::anchor(qint64 nowNs, qint64 wallNs)
{
    const qint64 aheadNs = wallNs - nowNs;
    if (std::abs(aheadNs - m_spans.back().aheadNs) > toleranceNs)
        m_spans.push_back({m_anchoredNs, aheadNs});
    m_anchoredNs = nowNs;
}

qint64 WallTimes::at(qint64 ns) const
{
    const auto next =
        std::upper_bound(m_spans.begin() + 1, m_spans.end(), ns,
                         [](qint64 at, const Span &span) { return at < span.fromNs; });
    return ns + std::prev(next)->aheadNs;
}

} // namespace overlap::record
