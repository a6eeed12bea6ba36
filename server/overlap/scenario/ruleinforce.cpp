#include "overlap/scenario/ruleinforce.h"

#include "overlap/script/draws.h"

namespace overlap::scenario {

// Rules with the same chance, and without a seed, must not take the same requests.
RuleInForce::RuleInForce(Rule rule, std::size_t place,
                         std::shared_ptr<const Destination> destination)
    : m_rule(std::move(rule))
    , m_seed(m_rule.seed ? quint64(*m_rule.seed) : quint64(place))
    , m_destination(std::move(destination))
    , m_turns(m_rule.atOnce)
{
}

bool RuleInForce::take()
{
    const qint64 number = m_matched.fetch_add(1, std::memory_order_relaxed) + 1 - m_rule.after;
    if (number <= 0)
        return false;
    if (m_rule.chance && script::Draws(m_seed, quint64(number)).fraction() >= *m_rule.chance)
        return false;
    if (!m_rule.times) {
        m_taken.fetch_add(1, std::memory_order_relaxed);
        return true;
    }
    qint64 taken = m_taken.load(std::memory_order_relaxed);
    while (taken < *m_rule.times) {
        if (m_taken.compare_exchange_weak(taken, taken + 1, std::memory_order_relaxed))
            return true;
    }
    return false;
}

Use RuleInForce::use() const
{
    Use use{m_matched.load(std::memory_order_relaxed), m_taken.load(std::memory_order_relaxed)};
    if (const int status = m_lastStatus.load(std::memory_order_relaxed); status >= 0)
        use.lastStatus = status;
    return use;
}

void RuleInForce::reset()
{
    m_matched.store(0, std::memory_order_relaxed);
    m_taken.store(0, std::memory_order_relaxed);
    m_lastStatus.store(-1, std::memory_order_relaxed);
}

} // namespace overlap::scenario
