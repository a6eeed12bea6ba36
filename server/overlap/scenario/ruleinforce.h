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
    quint16 number = 0;              // see RuleInForce::number()
    bool operator==(const Use &) const = default;
};

// Any thread. A rule and what it has done. Whoever answers one of its calls shares it, so that the
// call ends under the rule that it began under.
class RuleInForce
{
public:
    // `place` of the rule, from 0. The destination is null for Steps and BuiltIn.
    RuleInForce(Rule rule, quint16 number, std::size_t place,
                std::shared_ptr<const Destination> destination);
    // In the place of one that goesOnAs() it: they count together.
    RuleInForce(Rule rule, const RuleInForce &before);

    const Rule &rule() const { return m_rule; }
    // What records call it, from 1; see Rules::set().
    quint16 number() const { return m_number; }
    const std::shared_ptr<const Destination> &destination() const { return m_destination; }
    // Whether the other rule is this one, whether it is switched off and whatever its note says.
    bool goesOnAs(const Rule &other) const;

    // Of a request that matches: whether the rule takes it. Counts it.
    bool take() const;
    Use use() const;
    void reset() const; // as if it had done nothing
    void noteStatus(int status) const;
    net::Turns &turns() const { return m_doings->turns; } // if rule().atOnce > 0

private:
    struct Doings
    {
        explicit Doings(int atOnce) : turns(atOnce) {}

        net::Turns turns;
        std::atomic<qint64> matched = 0;
        std::atomic<qint64> taken = 0;
        std::atomic<int> lastStatus = -1; // -1: none is known
    };
    const Rule m_rule;
    const quint16 m_number;
    const quint64 m_seed;
    const std::shared_ptr<const Destination> m_destination;
    const std::shared_ptr<Doings> m_doings;
};

} // namespace overlap::scenario
