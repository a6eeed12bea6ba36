#include "overlap/http/piecetimes.h"

#include <algorithm>
#include <utility>

namespace overlap::http {

void PieceTimes::add(Time now)
{
    const Time at = now - m_begun;
    m_longestGap = std::max(m_longestGap, at - std::exchange(m_last, at));
    if (m_count++ % m_stride != 0)
        return;
    if (m_kept.size() == mostKept) {
        for (std::size_t i = 0; i < mostKept / 2; ++i)
            m_kept[i] = m_kept[2 * i];
        m_kept.resize(mostKept / 2);
        m_stride *= 2;
    }
    m_kept.push_back(at);
}

void PieceTimes::hold(Time now)
{
    m_heldSince = now - m_begun;
}

void PieceTimes::letGo(Time now)
{
    const Time since = std::exchange(m_heldSince, never);
    if (since != never && m_held.size() < mostKept)
        m_held.push_back({since, now - m_begun});
}

Time PieceTimes::heldTime() const
{
    Time sum{};
    for (const Span &span : m_held)
        sum += span.to - span.from;
    return sum;
}

} // namespace overlap::http
