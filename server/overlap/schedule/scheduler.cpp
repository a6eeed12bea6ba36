#include "overlap/schedule/scheduler.h"

#include <algorithm>

namespace overlap::schedule {

void Scheduler::choose(QLatin1StringView name, const Options &options)
{
    const Kind *kind = strategyNamed(name);
    Q_ASSERT(kind);
    auto at = std::ranges::find_if(
        m_made, [&](const Made &made) { return made.kind == kind && made.options == options; });
    if (at == m_made.end())
        at = m_made.insert(at, {kind, options, kind->make(m_handler, options)});
    m_now.store(at->strategy.get(), std::memory_order_release);
}

} // namespace overlap::schedule
