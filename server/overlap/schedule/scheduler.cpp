#include "overlap/schedule/scheduler.h"

#include <algorithm>

namespace overlap::schedule {

bool Scheduler::choose(const Choice &choice)
{
    const Kind *kind =
        choice.name.isEmpty() ? &m_strategies.front() : strategyNamed(choice.name, m_strategies);
    if (!kind)
        return false;
    auto at = std::ranges::find_if(m_made, [&](const Made &made) {
        return made.kind == kind && made.counts == choice.counts;
    });
    if (at == m_made.end())
        at = m_made.insert(at, {kind, choice.counts, kind->make(m_handler, choice.counts)});
    m_current.store(at->strategy.get(), std::memory_order_release);
    return true;
}

} // namespace overlap::schedule
