#include "overlap/scenario/router.h"

#include "overlap/http/control.h"
#include "overlap/http/cors.h"

namespace overlap::scenario {

namespace {

answers::WhenEnding notingOf(const std::shared_ptr<const RuleInForce> &rule)
{
    return [rule](int status) { rule->noteStatus(status); };
}

http::Response refusal(http::Status status, const char *sentence)
{
    http::Response response;
    response.status = status;
    response.headers.append("Content-Type", "text/plain; charset=utf-8");
    response.body = sentence;
    return response;
}

// A page whose own name leads here would be of the same origin as files and servers that are
// nobody else's. A rule that names its host knows that name.
bool isStrange(const Rule &rule, const http::Request &request)
{
    const bool isElsewhere =
        std::holds_alternative<Folder>(rule.to) || std::holds_alternative<Upstream>(rule.to);
    return isElsewhere && rule.host.isEmpty() && http::mayBeRebound(Asked(request).host());
}

} // namespace

Router::Router(const Rules &rules, answers::Stage &stage, Others others)
    : m_rules(rules)
    , m_stage(stage)
    , m_others(std::move(others))
{
}

// A preflight is about the server: with CORS it lets pages read all of its answers.
bool Router::isForRules(const http::Request &request) const
{
    return !m_rules.areEmpty() && !(request.cors && http::isPreflight(request));
}

net::Reception Router::receive(const http::Request &head) const
{
    std::optional<Rules::Taken> taken;
    if (isForRules(head))
        taken = m_rules.takeByHead(head);
    if (!taken)
        return {};
    const bool streams = taken->rule && taken->rule->destination() &&
                         std::holds_alternative<Upstream>(taken->rule->rule().to) &&
                         !isStrange(taken->rule->rule(), head);
    return {streams, std::make_shared<const Rules::Taken>(*std::move(taken))};
}

void Router::handle(net::Call &&call) const
{
    const auto matched = std::static_pointer_cast<const Rules::Taken>(call.takeMatched());
    const http::Request &request = call.request();
    if (!matched && !isForRules(request))
        return m_others.builtIn(std::move(call));
    const auto [rule, rest, onlyRules] = matched ? *matched : m_rules.take(request);
    if (!rule)
        return (onlyRules ? m_others.nothing : m_others.builtIn)(std::move(call));
    call.noteRule(rule->number());
    if (rule->rule().atOnce == 0)
        return answer(std::move(call), rule, rest);
    call.whenEnded([rule = rule] { Q_UNUSED(rule); }); // whose turns it takes
    rule->turns().take(std::move(call), [this, rule = rule, rest = rest](net::Call &&next) {
        answer(std::move(next), rule, rest);
    });
}

void Router::answer(net::Call &&call, const std::shared_ptr<const RuleInForce> &rule,
                    const QByteArray &rest) const
{
    const script::Script &steps = rule->rule().steps;
    if (isStrange(rule->rule(), call.request())) {
        rule->noteStatus(int(http::Status::Forbidden));
        return std::move(call).send(refusal(
            http::Status::Forbidden,
            "A page from elsewhere may have made this name lead here. Ask by localhost or by an "
            "address, or give the rule this \"host\".\n"));
    }
    if (std::holds_alternative<Steps>(rule->rule().to))
        return answers::play(std::move(call), steps, m_stage, notingOf(rule));
    if (steps.steps.isEmpty())
        return pass(std::move(call), rule, rest);
    answers::playBefore(
        std::move(call), steps, m_stage,
        [this, rule, rest](net::Call &&next) { pass(std::move(next), rule, rest); },
        notingOf(rule));
}

void Router::pass(net::Call &&call, const std::shared_ptr<const RuleInForce> &rule,
                  const QByteArray &rest) const
{
    if (std::holds_alternative<BuiltIn>(rule->rule().to))
        return m_others.builtIn(std::move(call));
    if (!rule->destination())
        return std::move(call).send(refusal(
            http::Status::NotImplemented, "This server does not serve what the rule leads to.\n"));
    (*rule->destination())(std::move(call), {rest, rule->rule().rate, notingOf(rule)});
}

} // namespace overlap::scenario
