#include "overlap/scenario/suggest.h"

#include "overlap/http/target.h"
#include "overlap/scenario/scenariofile.h"

#include <QDir>

namespace overlap::scenario {

std::optional<Rule> ruleFor(QByteArrayView method, QByteArrayView target, int status)
{
    const auto path = http::pathOfTarget(http::methodFromName(method), target);
    if (!path || !path->startsWith('/'))
        return std::nullopt; // OPTIONS *, or CONNECT
    Rule rule;
    rule.on.method = method.toByteArray();
    const QByteArray rest = path->sliced(1).toByteArray();
    for (const QByteArray &segment : rest.split('/'))
        rule.on.segments +=
            {Pattern::Segment::Kind::Literal, QByteArray::fromPercentEncoding(segment)};
    const bool mayBeGiven = status >= 200 && status <= 599; // by a script
    rule.steps.steps = {{script::Kind::Status, {.number = mayBeGiven ? status : 503}}};
    return rule;
}

std::optional<Rule> ruleForDropped(const QUrl &url, bool isFolder)
{
    const auto made = url.isLocalFile() ? folderScenario(isFolder ? url.toLocalFile() : QString(),
                                                         false, QDir::rootPath())
                                        : upstreamScenario(url.toString(QUrl::FullyEncoded));
    const auto *const scenario = std::get_if<Scenario>(&made);
    return scenario ? std::optional(scenario->rules.front()) : std::nullopt;
}

} // namespace overlap::scenario
