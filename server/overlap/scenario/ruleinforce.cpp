#include "overlap/scenario/ruleinforce.h"

#include "overlap/script/draws.h"

namespace overlap::scenario {

// Counts tell nothing of other data.
static constexpr auto relaxed = std::memory_order_relaxed;

// Rules with the same chance, and without a seed, must not take the same requests.
RuleInForce::RuleInForce(Rule rule, quint16 number, std::size_t place,
                         std::shared_ptr<const Destination> destination)
    : m_rule(std::move(rule))
    , m_number(number)
    , m_seed(m_rule.seed ? quint64(*m_rule.seed) : quint64(place))
    , m_destination(std::move(destination))
    , m_doings(std::make_shared<Doings>(m_rule.atOnce))
{
}

RuleInForce::RuleInForce(Rule rule, const RuleInForce &before)
    : m_rule(std::move(rule))
    , m_number(before.m_number)
    , m_seed(before.m_seed)
    , m_destination(before.m_destination)
    , m_doings(before.m_doings)
{
}

bool RuleInForce::goesOnAs(const Rule &other) const
{
    Rule same = m_rule;
    same.isOff = other.isOff;
    same.note = other.note;
    return same == other;
}

bool RuleInForce::take() const
{
    const qint64 number = m_doings->matched.fetch_add(1, relaxed) + 1 - m_rule.after;
    if (number <= 0)
        return false;
    if (m_rule.chance && script::Draws(m_seed, quint64(number)).fraction() >= *m_rule.chance)
        return false;
    if (!m_rule.times) {
        m_doings->taken.fetch_add(1, relaxed);
        return true;
    }
    qint64 taken = m_doings->taken.load(relaxed);
    while (taken < *m_rule.times) {
        if (m_doings->taken.compare_exchange_weak(taken, taken + 1, relaxed))
            return true;
    }
    return false;
}

Use RuleInForce::use() const
{
    Use use{.matched = m_doings->matched.load(relaxed),
            .taken = m_doings->taken.load(relaxed),
            .number = m_number};
    if (const int status = m_doings->lastStatus.load(relaxed); status >= 0)
        use.lastStatus = status;
    return use;
}

void RuleInForce::reset() const
{
    m_doings->matched.store(0, relaxed);
    m_doings->taken.store(0, relaxed);
    m_doings->lastStatus.store(-1, relaxed);
}

void RuleInForce::noteStatus(int status) const
{
    m_doings->lastStatus.store(status, relaxed);
}

} // namespace overlap::scenario
