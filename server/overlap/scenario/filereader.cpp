#include "overlap/scenario/filereader.h"

#include "overlap/http/target.h"
#include "overlap/scenario/nearest.h"
#include "overlap/text/format.h"

#include <algorithm>

namespace overlap::scenario {

using namespace Qt::StringLiterals;

static constexpr QByteArrayView version = "1";

std::span<const FileReader::Key> FileReader::scenarioKeys()
{
    static constexpr Key keys[] = {{"overlap", &FileReader::takeVersion},
                                   {"only-rules", &FileReader::takeOnlyRules},
                                   {"rules", &FileReader::takeRules}};
    return keys;
}

bool FileReader::fail(qsizetype position, const QString &text)
{
    const auto [line, column] = placeOf(m_text, position);
    error = {line, column, text};
    return false;
}

// As it is written, but not so much that a sentence gets long.
QString FileReader::shown(const Json &value) const
{
    constexpr qsizetype most = 40;
    if (value.kind == Json::Kind::Object)
        return u"an object"_s;
    if (value.kind == Json::Kind::Array)
        return u"a list"_s;
    return text::shortText(m_text.sliced(value.begin, value.end - value.begin), most);
}

bool FileReader::takes(const Json &value, const QString &what)
{
    return fail(value.begin,
                u"“%1” takes %2, but got %3."_s.arg(text::shortText(m_key), what, shown(value)));
}

bool FileReader::takeKeys(const Json &object, std::span<const Key> keys, const QString &what)
{
    for (const Json::Member &member : object.members) {
        const auto key = std::ranges::find(keys, QByteArrayView(member.name), &Key::name);
        if (key == keys.end()) {
            std::vector<QByteArrayView> names;
            names.reserve(keys.size());
            for (const Key &known : keys)
                names.push_back(known.name);
            return fail(member.begin,
                        u"“%1” is no key of %2"_s.arg(text::shortText(member.name), what) +
                            orNearest(member.name, names));
        }
        m_key = key->name;
        if (!(this->*key->take)(member.value))
            return false;
    }
    return true;
}

bool FileReader::read()
{
    const auto parsed = jsonFrom(m_text);
    if (const auto *wrong = std::get_if<JsonError>(&parsed))
        return fail(wrong->position, wrong->text);
    const auto &json = std::get<Json>(parsed);
    if (json.kind != Json::Kind::Object)
        return fail(json.begin, u"A scenario is an object: { \"overlap\": 1, \"rules\": [ ] }."_s);
    // First, as the rest may mean something else in another version.
    const Json *const given = json.find("overlap");
    if (!given)
        return fail(json.begin, u"“overlap” is missing, the version of the format: write "
                                "\"overlap\": 1."_s);
    if (!takeVersion(*given) || !takeKeys(json, scenarioKeys(), u"a scenario"_s))
        return false;
    return json.find("rules") || fail(json.begin, u"“rules” is missing: a list of rules."_s);
}

bool FileReader::readRule()
{
    const auto parsed = jsonFrom(m_text);
    if (const auto *wrong = std::get_if<JsonError>(&parsed))
        return fail(wrong->position, wrong->text);
    return takeRule(std::get<Json>(parsed));
}

bool FileReader::takeVersion(const Json &value)
{
    m_key = "overlap";
    if (value.kind != Json::Kind::Number)
        return takes(value, u"1, the version of the format"_s);
    return value.text == version ||
           fail(value.begin, u"This program reads version 1 of the format, not %1."_s.arg(
                                 QLatin1StringView(value.text)));
}

bool FileReader::takeRules(const Json &value)
{
    if (value.kind != Json::Kind::Array)
        return takes(value, u"a list of rules"_s);
    if (value.items.size() > mostRules)
        return fail(value.items[mostRules].begin,
                    u"There are more than %1 rules."_s.arg(mostRules));
    scenario.rules.reserve(value.items.size());
    return std::ranges::all_of(value.items, [this](const Json &item) { return takeRule(item); });
}

bool FileReader::takeText(const Json &value, QByteArray &text)
{
    text = value.text;
    return value.kind == Json::Kind::String || takes(value, u"a text"_s);
}

bool FileReader::takeBool(const Json &value, bool &is)
{
    is = value.isTrue;
    return value.kind == Json::Kind::Bool || takes(value, u"true or false"_s);
}

std::optional<qint64> FileReader::wholeFrom(const Json &value) const
{
    const qint64 number =
        value.kind == Json::Kind::Number ? http::lengthFrom(value.text) : qint64(-1);
    return number < 0 ? std::nullopt : std::optional(number);
}

bool FileReader::takeNumber(const Json &value, int least, int &number)
{
    const auto whole = wholeFrom(value);
    if (!whole || *whole < least || *whole > largestCount)
        return takes(value, u"a whole number from %1 to %2"_s.arg(least).arg(largestCount));
    number = int(*whole);
    return true;
}

} // namespace overlap::scenario
