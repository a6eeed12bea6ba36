#include "overlap/http/chars.h"
#include "overlap/http/target.h"
#include "overlap/scenario/filereader.h"
#include "overlap/scenario/nearest.h"
#include "overlap/script/forms.h"
#include "overlap/script/parse.h"
#include "overlap/script/query.h"
#include "overlap/script/size.h"
#include "overlap/script/steps.h"
#include "overlap/text/format.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>

namespace overlap::scenario {

using namespace Qt::StringLiterals;

namespace chars = http::chars;

std::span<const FileReader::Key> FileReader::ruleKeys()
{
    static constexpr Key keys[] = {
        {"on", &FileReader::takeOn},         {"host", &FileReader::takeHost},
        {"header", &FileReader::takeFields}, {"query", &FileReader::takeQuery},
        {"body", &FileReader::takeBody},     {"after", &FileReader::takeAfter},
        {"chance", &FileReader::takeChance}, {"seed", &FileReader::takeSeed},
        {"times", &FileReader::takeTimes},   {"at-once", &FileReader::takeAtOnce},
        {"off", &FileReader::takeOff},       {"note", &FileReader::takeNote},
        {"do", &FileReader::takeDo},         {"to", &FileReader::takeTo},
        {"rate", &FileReader::takeRate}};
    return keys;
}

std::span<const FileReader::Key> FileReader::bodyKeys()
{
    static constexpr Key keys[] = {{"contains", &FileReader::takeContains},
                                   {"json", &FileReader::takeJson}};
    return keys;
}

bool FileReader::takeRule(const Json &value)
{
    if (value.kind != Json::Kind::Object)
        return fail(value.begin, u"A rule is an object, as in { \"on\": \"GET /items/{id}\", "
                                 "\"do\": \"status=503\" }."_s);
    scenario.rules.emplace_back();
    return takeKeys(value, ruleKeys(), u"a rule"_s) && checkTogether(value);
}

// What depends on more than one key of a rule.
bool FileReader::checkTogether(const Json &object)
{
    if (!object.find("on"))
        return fail(object.begin, u"“on” is missing: which requests the rule takes, as in "
                                  "“GET /items/{id}” or “/{rest...}”."_s);
    const Json *const steps = object.find("do");
    const Json *const to = object.find("to");
    if (!steps && !to)
        return fail(object.begin, u"A rule answers by “do”, “to” or both: neither is here."_s);
    if (const Json *const seed = object.find("seed"); seed && !rule().chance)
        return fail(seed->begin, u"“seed” goes with “chance”."_s);
    const bool isElsewhere =
        std::holds_alternative<Folder>(rule().to) || std::holds_alternative<Upstream>(rule().to);
    if (const Json *const rate = object.find("rate"); rate && !isElsewhere)
        return fail(rate->begin, u"“rate” goes with a folder or an upstream: in “do” it is the "
                                 "step rate=SIZE."_s);
    return !steps || !to || checkSteps(*steps);
}

// Before another answer, a script may only wait; but for requests that fail it answers itself.
bool FileReader::checkSteps(const Json &steps)
{
    bool fails = false;
    qsizetype position = 0;
    QByteArrayView text = steps.text;
    for (const script::Step &step : rule().steps.steps) {
        using script::Kind;
        if (step.kind == Kind::Fail || step.kind == Kind::Then)
            fails = step.kind == Kind::Fail;
        const bool waits = step.kind == Kind::Sleep || step.kind == Kind::Compute ||
                           step.kind == Kind::Gate || step.kind == Kind::Then;
        if (!fails && !waits && !script::isSetting(step.kind))
            return fail(positionIn(m_text, steps, position),
                        u"With “to” beside it, “do” may wait (sleep, compute, gate) but not "
                        "answer: %1 may only be between fail and then."_s.arg(
                            QLatin1StringView(script::rowOf(step.kind).word)));
        position += script::takeItem(text).size() + 1;
    }
    return true;
}

bool FileReader::takeOn(const Json &value)
{
    if (value.kind != Json::Kind::String)
        return takes(value, u"a method and a path, as in \"GET /items/{id}\""_s);
    auto read = patternFrom(value.text);
    if (const auto *wrong = std::get_if<PatternError>(&read))
        return fail(positionIn(m_text, value, wrong->position), wrong->text);
    rule().on = std::get<Pattern>(std::move(read));
    return true;
}

bool FileReader::takeHost(const Json &value)
{
    rule().host = value.text.toLower();
    return (value.kind == Json::Kind::String && http::isHost(value.text)) ||
           takes(value, u"a name or an address, as in \"api.localhost\" or \"[::1]:7878\""_s);
}

bool FileReader::takeConditions(const Json &value, std::vector<Condition> &conditions,
                                bool areFields)
{
    if (value.kind != Json::Kind::Object)
        return takes(value, u"an object of names and values, as in { \"%1\": \"1\" }"_s.arg(
                                areFields ? "X-Test"_L1 : "page"_L1));
    for (const Json::Member &member : value.members) {
        if (areFields && !chars::isToken(member.name))
            return fail(member.begin,
                        u"“%1” is no name of a field."_s.arg(text::shortText(member.name)));
        Condition &condition = conditions.emplace_back(Condition{.name = member.name});
        if (!takeCondition(member, condition))
            return false;
    }
    return true;
}

bool FileReader::takeCondition(const Json::Member &member, Condition &condition)
{
    const Json &value = member.value;
    m_key = member.name;
    if (value.kind == Json::Kind::Bool) {
        condition.kind = value.isTrue ? Condition::Kind::IsThere : Condition::Kind::IsMissing;
        return true;
    }
    condition.kind = Condition::Kind::Equals;
    const Json *text = &value;
    if (value.kind == Json::Kind::Object && value.members.size() == 1) {
        text = value.find("contains");
        condition.kind = Condition::Kind::Contains;
    }
    if (!text || text->kind != Json::Kind::String)
        return takes(value, u"a text, { \"contains\": a text }, or whether it is there (true or "
                            "false)"_s);
    condition.text = text->text;
    return true;
}

bool FileReader::takeBody(const Json &value)
{
    if (value.kind != Json::Kind::Object || value.members.empty())
        return takes(value, u"{ \"contains\": a text } or { \"json\": { \"/name\": a value } }"_s);
    return takeKeys(value, bodyKeys(), u"a body"_s);
}

bool FileReader::takeContains(const Json &value)
{
    return takeText(value, rule().body.contains) &&
           (!value.text.isEmpty() || takes(value, u"a text that is not empty"_s));
}

bool FileReader::takeJson(const Json &value)
{
    if (value.kind != Json::Kind::Object || value.members.empty())
        return takes(value,
                     u"an object of places and values, as in { \"/items/0/name\": \"a\" }"_s);
    for (const Json::Member &member : value.members) {
        if (!isPointer(member.name))
            return fail(member.begin, u"“%1” is no JSON pointer, as /items/0/name is."_s.arg(
                                          text::shortText(member.name)));
        const Json &wanted = member.value;
        const QByteArrayView written = m_text.sliced(wanted.begin, wanted.end - wanted.begin);
        const auto document = QJsonDocument::fromJson('[' + written.toByteArray() + ']');
        if (document.array().size() != 1) // it is nested deeper than Qt reads
            return fail(wanted.begin, u"This value can't be compared."_s);
        rule().body.fields.push_back({member.name, document.array().first()});
    }
    return true;
}

bool FileReader::takeChance(const Json &value)
{
    const double chance = value.kind == Json::Kind::Number ? value.text.toDouble() : 0;
    if (chance <= 0 || chance > 1)
        return takes(value, u"a number above 0, and at most 1"_s);
    rule().chance = chance;
    return true;
}

bool FileReader::takeSeed(const Json &value)
{
    rule().seed = wholeFrom(value);
    return rule().seed ||
           takes(value, u"a whole number from 0 to %1"_s.arg(std::numeric_limits<qint64>::max()));
}

bool FileReader::takeDo(const Json &value)
{
    if (value.kind != Json::Kind::String)
        return takes(value, u"steps, as in \"sleep=1s&status=503\""_s);
    auto read = script::parse(value.text);
    if (const auto *wrong = std::get_if<script::ScriptError>(&read)) {
        const qsizetype position = positionIn(m_text, value, wrong->position);
        std::vector<QByteArrayView> words;
        words.reserve(script::steps().size());
        for (const script::StepRow &row : script::steps())
            words.emplace_back(row.word);
        const bool isUnknown = !wrong->word.isEmpty() && !script::rowNamed(wrong->word);
        if (isUnknown && !nearest(wrong->word, words).isEmpty())
            return fail(position, u"“%1” is no step"_s.arg(text::shortText(wrong->word)) +
                                      orNearest(wrong->word, words));
        return fail(position, QString::fromUtf8(script::sentenceOf(*wrong)));
    }
    rule().steps = std::get<script::Script>(std::move(read));
    return true;
}

bool FileReader::takeRate(const Json &value)
{
    const auto size =
        value.kind == Json::Kind::String ? script::parseSize(value.text) : std::nullopt;
    if (!size || *size < 1)
        return takes(value, u"a size for each second, as in \"200KiB\""_s);
    rule().rate = *size;
    return true;
}

} // namespace overlap::scenario
