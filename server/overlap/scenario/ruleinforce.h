#pragma once

#include "overlap/net/turns.h"
#include "overlap/scenario/destination.h"

#include <atomic>
#include <memory>

namespace overlap::scenario {

// Pure. What a rule has done so far.
struct Use
{
    qint64 matched = 0; // requests that it matched, and no rule before it took
    qint64 taken = 0;
    std::optional<int> lastStatus{}; // of its last answer: 0 without a head; nothing: none is known
};

// Any thread. A rule and what it has done. Whoever answers one of its calls shares it, so that the
// call ends under the rule that it began under.
class RuleInForce
{
public:
    // `place` of the rule, from 0. The destination is null for Steps and BuiltIn.
    RuleInForce(Rule rule, std::size_t place, std::shared_ptr<const Destination> destination);
    Q_DISABLE_COPY_MOVE(RuleInForce)

    const Rule &rule() const { return m_rule; }
    const std::shared_ptr<const Destination> &destination() const { return m_destination; }
    // Of a request that matches: whether the rule takes it. Counts it.
    bool take();
    Use use() const;
    void reset(); // as if it had done nothing
    void noteStatus(int status) { m_lastStatus.store(status, std::memory_order_relaxed); }
    net::Turns &turns() { return m_turns; } // if rule().atOnce > 0

private:
    const Rule m_rule;
    const quint64 m_seed;
    const std::shared_ptr<const Destination> m_destination;
    net::Turns m_turns;
    std::atomic<qint64> m_matched = 0;
    std::atomic<qint64> m_taken = 0;
    std::atomic<int> m_lastStatus = -1; // -1: none is known
};

} // namespace overlap::scenario
