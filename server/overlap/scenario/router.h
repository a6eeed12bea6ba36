#pragma once

#include "overlap/scenario/rules.h"

namespace overlap::scenario {

// Any thread. Asks the rules first, and passes on to the server's routes what none of them takes.
class Router
{
public:
    // Who answers what no rule takes: the server's routes, and whoever says that nothing is there.
    struct Others
    {
        net::Handler builtIn;
        net::Handler nothing;
    };
    // The rules and the stage outlive the calls, like this.
    Router(const Rules &rules, answers::Stage &stage, Others others);

    void handle(net::Call &&call) const;
    // Of a request with a body, by its head: an upstream takes it as it comes.
    net::Reception receive(const http::Request &head) const;

private:
    bool isForRules(const http::Request &request) const;
    void answer(net::Call &&call, const std::shared_ptr<const RuleInForce> &rule,
                const QByteArray &rest) const;
    void pass(net::Call &&call, const std::shared_ptr<const RuleInForce> &rule,
              const QByteArray &rest) const;

    const Rules &m_rules;
    answers::Stage &m_stage;
    const Others m_others;
};

} // namespace overlap::scenario
