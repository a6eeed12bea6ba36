#include "overlap/scenario/scenario.h"
#include "overlap/script/query.h"

#include <algorithm>

namespace overlap::scenario {

// What costs least comes first.
std::optional<QByteArrayView> matchHead(const Rule &rule, const Asked &asked)
{
    const http::Request &request = asked.request();
    if (!rule.on.takesMethod(request.methodName()))
        return std::nullopt;
    const auto rest = rule.on.matchPath(request.path);
    if (!rest || (!rule.host.isEmpty() && !asked.asksFor(rule.host)))
        return std::nullopt;
    const bool holds = std::ranges::all_of(rule.fields,
                                           [&](const Condition &condition) {
                                               return holdsOfFields(condition, request.headers);
                                           }) &&
                       std::ranges::all_of(rule.query, [&](const Condition &condition) {
                           return holdsOfQuery(condition, script::queryOf(request.target));
                       });
    return holds ? rest : std::nullopt;
}

std::optional<QByteArrayView> match(const Rule &rule, const Asked &asked)
{
    const auto rest = matchHead(rule, asked);
    return rest && asked.holds(rule.body) ? rest : std::nullopt;
}

bool mayMatch(const Rule &rule, http::Method method, QByteArrayView path)
{
    const bool takesMethod = method == http::Method::Unknown
                                 ? http::methodFromName(rule.on.method) == method
                                 : rule.on.takesMethod(http::methodName(method));
    return takesMethod && rule.on.matchPath(path);
}

} // namespace overlap::scenario
