#include "rules/ruletexts.h"

#include "overlap/script/parse.h"
#include "overlap/text/format.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using text::plainText;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Rules", text);
}

struct Destination
{
    QString operator()(const scenario::Steps &) const { return {}; }
    QString operator()(const scenario::BuiltIn &) const { return tr("the server's routes"); }
    QString operator()(const scenario::Folder &folder) const
    {
        return QDir::toNativeSeparators(folder.dir);
    }
    QString operator()(const scenario::Upstream &upstream) const
    {
        return upstream.url.toDisplayString();
    }
};

} // namespace

QString takenText(const scenario::Rule &rule)
{
    return plainText(scenario::print(rule.on));
}

QString conditionsText(const scenario::Rule &rule)
{
    QStringList parts;
    if (!rule.host.isEmpty())
        parts += tr("host %1").arg(plainText(rule.host));
    for (const scenario::Condition &field : rule.fields)
        parts += tr("header %1").arg(plainText(field.name));
    for (const scenario::Condition &parameter : rule.query)
        parts += tr("query %1").arg(plainText(parameter.name));
    if (!rule.body.isEmpty())
        parts += tr("body");
    if (rule.after > 0)
        parts += tr("after %1").arg(rule.after);
    if (rule.chance)
        parts += tr("chance %1").arg(*rule.chance);
    if (rule.times)
        parts += *rule.times == 1 ? tr("once") : tr("%1 times").arg(*rule.times);
    if (rule.atOnce > 0)
        parts += tr("%1 at once").arg(rule.atOnce);
    return parts.join(u", "_s);
}

QString answerText(const scenario::Rule &rule)
{
    const QString steps = plainText(script::print(rule.steps));
    const QString to = std::visit(Destination(), rule.to);
    return steps.isEmpty() || to.isEmpty() ? steps + to : tr("%1, then %2").arg(steps, to);
}

QString ruleName(const Session &session, int number)
{
    const std::vector<scenario::Use> uses = session.ruleUses();
    const auto at = std::ranges::find(uses, number, &scenario::Use::number);
    return at == uses.end() ? QString()
                            : takenText(session.scenario().rules[std::size_t(at - uses.begin())]);
}

} // namespace overlap::ui
