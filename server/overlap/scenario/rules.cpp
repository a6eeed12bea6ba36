#include "overlap/scenario/rules.h"

#include <algorithm>

namespace overlap::scenario {

Rules::Rules(Makers makers) : m_makers(std::move(makers)), m_inForce(std::make_shared<InForce>()) {}

std::shared_ptr<const Rules::InForce> Rules::inForce() const
{
    const QMutexLocker lock(&m_mutex);
    return m_inForce;
}

std::shared_ptr<const Destination> Rules::destinationFor(const To &to, const InForce &before,
                                                         const InForce &next) const
{
    for (const InForce *const known : {&next, &before}) {
        for (const auto &rule : known->rules) {
            if (rule && rule->destination() && rule->rule().to == to)
                return rule->destination();
        }
    }
    if (const auto *const folder = std::get_if<Folder>(&to); folder && m_makers.folder)
        return std::make_shared<const Destination>(m_makers.folder(*folder));
    if (const auto *const upstream = std::get_if<Upstream>(&to); upstream && m_makers.upstream)
        return std::make_shared<const Destination>(m_makers.upstream(*upstream));
    return nullptr;
}

// After so many changes the last number stands for all later rules.
quint16 Rules::nextNumber()
{
    m_lastNumber = std::min<quint16>(m_lastNumber + 1, mostNumber);
    return m_lastNumber;
}

void Rules::set(const Scenario &scenario)
{
    const auto before = inForce();
    auto kept = before->rules;
    const auto takeKept = [&kept](const auto &isMeant) -> std::shared_ptr<const RuleInForce> {
        const auto found =
            std::ranges::find_if(kept, [&](const auto &old) { return old && isMeant(*old); });
        return found == kept.end() ? nullptr : std::exchange(*found, nullptr); // each goes on once
    };
    const auto next = std::make_shared<InForce>();
    next->onlyRules = scenario.onlyRules;
    next->rules.resize(scenario.rules.size());
    for (std::size_t i = 0; i < scenario.rules.size(); ++i) {
        const Rule &rule = scenario.rules[i];
        if (const auto same = takeKept([&](const auto &old) { return old.goesOnAs(rule); }))
            next->rules[i] = std::make_shared<const RuleInForce>(rule, *same);
    }
    for (std::size_t i = 0; i < scenario.rules.size(); ++i) {
        if (next->rules[i])
            continue;
        const Rule &rule = scenario.rules[i];
        const auto changed = takeKept([&](const auto &old) { return old.rule().on == rule.on; });
        next->rules[i] =
            std::make_shared<const RuleInForce>(rule, changed ? changed->number() : nextNumber(), i,
                                                destinationFor(rule.to, *before, *next));
    }
    std::shared_ptr<const InForce> old = next; // destroyed after the unlock
    {
        const QMutexLocker lock(&m_mutex);
        m_inForce.swap(old);
    }
    noteEmpty();
}

void Rules::noteEmpty()
{
    const auto now = inForce();
    const bool areNone = now->rules.empty() && !now->onlyRules;
    m_areEmpty.store(areNone || m_isResting, std::memory_order_release);
}

void Rules::rest(bool resting)
{
    m_isResting = resting;
    noteEmpty();
}

Scenario Rules::scenario() const
{
    const auto now = inForce();
    Scenario scenario{{}, now->onlyRules};
    scenario.rules.reserve(now->rules.size());
    for (const auto &rule : now->rules)
        scenario.rules.push_back(rule->rule());
    return scenario;
}

std::vector<Use> Rules::uses() const
{
    const auto now = inForce();
    std::vector<Use> uses;
    uses.reserve(now->rules.size());
    for (const auto &rule : now->rules)
        uses.push_back(rule->use());
    return uses;
}

void Rules::reset()
{
    for (const auto &rule : inForce()->rules)
        rule->reset();
}

Rules::Taken Rules::take(const http::Request &request) const
{
    return take(*inForce(), request);
}

std::optional<Rules::Taken> Rules::takeByHead(const http::Request &head) const
{
    const auto now = inForce();
    const Asked asked(head);
    bool mayGoOn = false; // to an upstream
    for (const auto &rule : now->rules) {
        if (rule->rule().isOff || !matchHead(rule->rule(), asked))
            continue;
        if (!rule->rule().body.isEmpty())
            return std::nullopt;
        mayGoOn = mayGoOn || std::holds_alternative<Upstream>(rule->rule().to);
        if (takesAll(rule->rule()))
            break;
    }
    return mayGoOn ? std::optional(take(*now, head)) : std::nullopt;
}

Rules::Taken Rules::take(const InForce &rules, const http::Request &request)
{
    const Asked asked(request);
    for (const auto &rule : rules.rules) {
        if (rule->rule().isOff)
            continue;
        const auto rest = match(rule->rule(), asked);
        if (rest && rule->take())
            return {rule, rest->isNull() ? QByteArray() : rest->toByteArray()};
    }
    return {.rule = nullptr, .onlyRules = rules.onlyRules};
}

bool Rules::mayTake(http::Method method, QByteArrayView path) const
{
    const auto now = inForce();
    return now->onlyRules || std::ranges::any_of(now->rules, [&](const auto &rule) {
               return !rule->rule().isOff && mayMatch(rule->rule(), method, path);
           });
}

} // namespace overlap::scenario
