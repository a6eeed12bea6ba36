#include "overlap/scenario/json.h"
#include "overlap/scenario/scenariofile.h"
#include "overlap/script/duration.h"
#include "overlap/script/parse.h"
#include "overlap/script/size.h"

#include <QByteArrayList>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

namespace overlap::scenario {

using namespace Qt::StringLiterals;

namespace {

// The members of an object, in the order in which they are added.
class Members
{
public:
    void add(QByteArrayView name, const QByteArray &json) { m_all += quoted(name) + ": " + json; }
    void addText(QByteArrayView name, QByteArrayView text) { add(name, quoted(text)); }
    void addNumber(QByteArrayView name, qint64 number) { add(name, QByteArray::number(number)); }
    void addTrue(QByteArrayView name, bool is)
    {
        if (is)
            add(name, "true");
    }
    QByteArray object() const { return '{' + m_all.join(", ") + '}'; }

private:
    QByteArrayList m_all;
};

QByteArray conditionsText(const std::vector<Condition> &conditions)
{
    Members members;
    for (const Condition &condition : conditions) {
        switch (condition.kind) {
        case Condition::Kind::Equals: members.addText(condition.name, condition.text); break;
        case Condition::Kind::Contains:
            members.add(condition.name, "{\"contains\": " + quoted(condition.text) + '}');
            break;
        case Condition::Kind::IsThere: members.add(condition.name, "true"); break;
        case Condition::Kind::IsMissing: members.add(condition.name, "false"); break;
        }
    }
    return members.object();
}

QByteArray bodyText(const BodyCondition &body)
{
    Members members;
    if (!body.contains.isEmpty())
        members.addText("contains", body.contains);
    Members fields;
    for (const BodyCondition::Field &field : body.fields) {
        const QByteArray list =
            QJsonDocument(QJsonArray{field.value}).toJson(QJsonDocument::Compact);
        fields.add(field.pointer, list.sliced(1, list.size() - 2));
    }
    if (!body.fields.empty())
        members.add("json", fields.object());
    return members.object();
}

// Relative, if that is shorter to read than an absolute path: on another drive it never is.
QByteArray pathText(const QString &path, const QString &dir)
{
    const QString relative = QDir(dir).relativeFilePath(path);
    if (QDir::isAbsolutePath(relative))
        return path.toUtf8();
    const bool isAbove = relative == ".."_L1 || relative.startsWith("../"_L1);
    if (relative == "."_L1 || relative.isEmpty())
        return "./";
    return (isAbove ? QString() : u"./"_s).append(relative).toUtf8();
}

QByteArray toText(const Folder &folder, const QString &dir)
{
    const QByteArray path = pathText(folder.dir, dir);
    if (!folder.lists && folder.fallback.isEmpty() && path == path.trimmed())
        return quoted("folder " + path);
    Members members;
    members.addText("folder", path);
    members.addTrue("listing", folder.lists);
    if (!folder.fallback.isEmpty())
        members.addText("fallback", folder.fallback.toUtf8());
    return members.object();
}

QByteArray toText(const Upstream &upstream, const QString &dir)
{
    const QByteArray url = upstream.url.toEncoded();
    if (Upstream{upstream.url} == upstream)
        return quoted("upstream " + url);
    Members members;
    members.addText("upstream", url);
    if (upstream.keepsHost)
        members.addText("host", "keep");
    if (upstream.connections > 0)
        members.addNumber("connections", upstream.connections);
    if (upstream.timeout.count() > 0)
        members.addText("timeout", script::printDuration(upstream.timeout));
    if (!upstream.ca.isEmpty())
        members.addText("ca", pathText(upstream.ca, dir));
    members.addTrue("insecure", upstream.isInsecure);
    return members.object();
}

void addCounts(Members &members, const Rule &rule)
{
    if (rule.after > 0)
        members.addNumber("after", rule.after);
    if (rule.chance)
        members.add("chance",
                    QByteArray::number(*rule.chance, 'g', QLocale::FloatingPointShortest));
    if (rule.seed)
        members.addNumber("seed", *rule.seed);
    if (rule.times)
        members.addNumber("times", *rule.times);
    if (rule.atOnce > 0)
        members.addNumber("at-once", rule.atOnce);
}

} // namespace

QByteArray print(const Rule &rule, const QString &dir)
{
    Members members;
    members.addText("on", print(rule.on));
    if (!rule.host.isEmpty())
        members.addText("host", rule.host);
    if (!rule.fields.empty())
        members.add("header", conditionsText(rule.fields));
    if (!rule.query.empty())
        members.add("query", conditionsText(rule.query));
    if (!rule.body.isEmpty())
        members.add("body", bodyText(rule.body));
    addCounts(members, rule);
    members.addTrue("off", rule.isOff);
    if (!rule.note.isEmpty())
        members.addText("note", rule.note);
    if (!rule.steps.steps.isEmpty() || std::holds_alternative<Steps>(rule.to))
        members.addText("do", script::print(rule.steps));
    if (std::holds_alternative<BuiltIn>(rule.to))
        members.addText("to", "built-in");
    else if (const auto *folder = std::get_if<Folder>(&rule.to))
        members.add("to", toText(*folder, dir));
    else if (const auto *upstream = std::get_if<Upstream>(&rule.to))
        members.add("to", toText(*upstream, dir));
    if (rule.rate > 0)
        members.addText("rate", script::printSize(rule.rate));
    return members.object();
}

QByteArray print(const Scenario &scenario, const QString &dir)
{
    QByteArray text("{ \"overlap\": 1,\n");
    if (scenario.onlyRules)
        text += "  \"only-rules\": true,\n";
    text += "  \"rules\": [";
    for (std::size_t i = 0; i < scenario.rules.size(); ++i)
        text.append(i == 0 ? "\n    " : ",\n    ").append(print(scenario.rules[i], dir));
    return text + " ] }\n";
}

} // namespace overlap::scenario
