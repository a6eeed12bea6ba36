#include "schedule/scheduler.h"

namespace overlap::schedule {

void Scheduler::choose(QLatin1StringView name, const Options &options)
{
    const Kind *kind = strategyNamed(name);
    Q_ASSERT(kind);
    m_strategies.push_back(kind->make(m_handler, options));
    m_now.store(m_strategies.back().get(), std::memory_order_release);
}

void Scheduler::drop()
{
    for (const auto &strategy : m_strategies)
        strategy->drop();
}

} // namespace overlap::schedule
