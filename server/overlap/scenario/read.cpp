#include "overlap/http/chars.h"
#include "overlap/http/target.h"
#include "overlap/scenario/json.h"
#include "overlap/scenario/nearest.h"
#include "overlap/scenario/scenariofile.h"
#include "overlap/script/duration.h"
#include "overlap/script/forms.h"
#include "overlap/script/parse.h"
#include "overlap/script/query.h"
#include "overlap/script/size.h"
#include "overlap/script/steps.h"
#include "overlap/text/format.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <limits>

namespace overlap::scenario {

using namespace Qt::StringLiterals;
namespace chars = http::chars;

namespace {

constexpr QByteArrayView version = "1";

// With slashes, without "." and "..". A colon would begin one of Qt's resources.
QString absolutePath(const QString &dir, const QString &path)
{
    const QString below = path.startsWith(u':') ? u"./"_s + path : path;
    return QDir::cleanPath(QDir(dir).absoluteFilePath(below));
}

// Understands one file. Each function returns false, and keeps the error, if something is wrong.
class FileReader
{
public:
    FileReader(QByteArrayView text, const QString &dir) : m_text(text), m_dir(dir) {}

    bool read();
    bool readRule();
    Scenario scenario;
    Error error;

private:
    // A key that an object may have, and what takes its value.
    struct Key
    {
        QByteArrayView name;
        bool (FileReader::*take)(const Json &value);
    };
    static std::span<const Key> scenarioKeys();
    static std::span<const Key> ruleKeys();
    static std::span<const Key> bodyKeys();
    static std::span<const Key> folderKeys();
    static std::span<const Key> upstreamKeys();
    bool takeKeys(const Json &object, std::span<const Key> keys, const QString &what);

    bool takeVersion(const Json &value);
    bool takeOnlyRules(const Json &value) { return takeBool(value, scenario.onlyRules); }
    bool takeRules(const Json &value);

    bool takeRule(const Json &value);
    bool takeOn(const Json &value);
    bool takeHost(const Json &value);
    bool takeFields(const Json &value) { return takeConditions(value, rule().fields, true); }
    bool takeQuery(const Json &value) { return takeConditions(value, rule().query, false); }
    bool takeBody(const Json &value);
    bool takeContains(const Json &value);
    bool takeJson(const Json &value);
    bool takeAfter(const Json &value) { return takeNumber(value, 1, rule().after); }
    bool takeChance(const Json &value);
    bool takeSeed(const Json &value);
    bool takeTimes(const Json &value) { return takeNumber(value, 1, rule().times.emplace()); }
    bool takeAtOnce(const Json &value) { return takeNumber(value, 1, rule().atOnce); }
    bool takeOff(const Json &value) { return takeBool(value, rule().isOff); }
    bool takeNote(const Json &value) { return takeText(value, rule().note); }
    bool takeDo(const Json &value);
    bool takeRate(const Json &value);
    bool takeTo(const Json &value);
    bool takeShortTo(const Json &value);
    bool takeFolder(const Json &value);
    bool takeListing(const Json &value) { return takeBool(value, folder().lists); }
    bool takeFallback(const Json &value);
    bool takeUpstream(const Json &value);
    bool takeHostField(const Json &value);
    bool takeConnections(const Json &value) { return takeNumber(value, 1, upstream().connections); }
    bool takeTimeout(const Json &value);
    bool takeCa(const Json &value);
    bool takeInsecure(const Json &value) { return takeBool(value, upstream().isInsecure); }

    bool checkTogether(const Json &object);
    bool checkSteps(const Json &steps);
    bool takeDir(const Json &value, QByteArrayView path);
    bool takeUrl(const Json &value, QByteArrayView url);
    bool takeConditions(const Json &value, std::vector<Condition> &conditions, bool areFields);
    bool takeCondition(const Json::Member &member, Condition &condition);
    bool takeText(const Json &value, QByteArray &text);
    bool takeBool(const Json &value, bool &is);
    bool takeNumber(const Json &value, int least, int &number);
    std::optional<qint64> wholeFrom(const Json &value) const;

    bool fail(qsizetype position, const QString &text);
    // “key” takes `what`, but got the value.
    bool takes(const Json &value, const QString &what);
    QString shown(const Json &value) const;

    Rule &rule() { return scenario.rules.back(); }
    Folder &folder() { return std::get<Folder>(rule().to); }
    Upstream &upstream() { return std::get<Upstream>(rule().to); }

    const QByteArrayView m_text;
    const QString &m_dir;
    QByteArrayView m_key; // whose value is being taken
};

std::span<const FileReader::Key> FileReader::scenarioKeys()
{
    static constexpr Key keys[] = {{"overlap", &FileReader::takeVersion},
                                   {"only-rules", &FileReader::takeOnlyRules},
                                   {"rules", &FileReader::takeRules}};
    return keys;
}

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

std::span<const FileReader::Key> FileReader::folderKeys()
{
    static constexpr Key keys[] = {{"folder", &FileReader::takeFolder},
                                   {"listing", &FileReader::takeListing},
                                   {"fallback", &FileReader::takeFallback}};
    return keys;
}

std::span<const FileReader::Key> FileReader::upstreamKeys()
{
    static constexpr Key keys[] = {{"upstream", &FileReader::takeUpstream},
                                   {"host", &FileReader::takeHostField},
                                   {"connections", &FileReader::takeConnections},
                                   {"timeout", &FileReader::takeTimeout},
                                   {"ca", &FileReader::takeCa},
                                   {"insecure", &FileReader::takeInsecure}};
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
    const QString text = text::plainText(m_text.sliced(value.begin, value.end - value.begin));
    if (text.size() <= most)
        return text;
    return text.first(text[most - 1].isHighSurrogate() ? most - 1 : most) + u"..."_s;
}

bool FileReader::takes(const Json &value, const QString &what)
{
    return fail(value.begin,
                u"“%1” takes %2, but got %3."_s.arg(text::plainText(m_key), what, shown(value)));
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
                        u"“%1” is no key of %2"_s.arg(text::plainText(member.name), what) +
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
                        u"“%1” is no name of a field."_s.arg(text::plainText(member.name)));
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
                                          text::plainText(member.name)));
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
            return fail(position, u"“%1” is no step"_s.arg(text::plainText(wrong->word)) +
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

bool FileReader::takeTo(const Json &value)
{
    if (value.kind == Json::Kind::String)
        return takeShortTo(value);
    if (value.find("folder")) {
        rule().to = Folder{};
        return takeKeys(value, folderKeys(), u"a folder"_s);
    }
    if (const Json *const url = value.find("upstream")) {
        rule().to = Upstream{};
        if (!takeKeys(value, upstreamKeys(), u"an upstream"_s))
            return false;
        const bool isSecure = upstream().url.scheme() == "https"_L1;
        return isSecure || (upstream().ca.isEmpty() && !upstream().isInsecure) ||
               fail(url->begin, u"“ca” and “insecure” go with an https URL."_s);
    }
    return takes(value, u"\"folder DIR\", \"upstream URL\", \"built-in\", or an object with "
                        "“folder” or “upstream”"_s);
}

bool FileReader::takeShortTo(const Json &value)
{
    const qsizetype blank = value.text.indexOf(' ');
    const QByteArrayView word = blank < 0 ? value.text : QByteArrayView(value.text).first(blank);
    const QByteArrayView rest =
        blank < 0 ? QByteArrayView() : QByteArrayView(value.text).sliced(blank + 1).trimmed();
    if (value.text == "built-in") {
        rule().to = BuiltIn{};
        return true;
    }
    if (word == "folder") {
        rule().to = Folder{};
        return takeDir(value, rest);
    }
    if (word == "upstream") {
        rule().to = Upstream{};
        return takeUrl(value, rest);
    }
    constexpr std::array<QByteArrayView, 3> known = {"built-in", "folder", "upstream"};
    if (word.startsWith("http:") || word.startsWith("https:"))
        return fail(value.begin, u"Another server is “upstream %1”."_s.arg(text::plainText(word)));
    if (word.startsWith('.') || word.startsWith('/'))
        return fail(value.begin, u"Files are in “folder %1”."_s.arg(text::plainText(word)));
    return fail(value.begin,
                u"“%1” is nothing that a rule can lead to"_s.arg(text::plainText(word)) +
                    orNearest(word, known));
}

bool isFileName(const Json &value, QByteArrayView path)
{
    return value.kind == Json::Kind::String && !path.isEmpty() && !path.contains('\0');
}

bool FileReader::takeDir(const Json &value, QByteArrayView path)
{
    folder().dir = absolutePath(m_dir, QString::fromUtf8(path));
    return isFileName(value, path) ||
           takes(value, u"a folder, relative to this file, as in \"folder ./public\""_s);
}

bool FileReader::takeFolder(const Json &value)
{
    return takeDir(value, value.text);
}

// Checked here, as a folder that serves nothing else than what is in it must not be left by it.
bool FileReader::takeFallback(const Json &value)
{
    const QString path = QDir::cleanPath(QString::fromUtf8(value.text));
    folder().fallback = path;
    return (isFileName(value, value.text) && QDir::isRelativePath(path) && path != "."_L1 &&
            path != ".."_L1 && !path.startsWith("../"_L1)) ||
           takes(value, u"the name of a file in the folder, as in \"index.html\""_s);
}

bool FileReader::takeUrl(const Json &value, QByteArrayView url)
{
    if (value.kind != Json::Kind::String)
        return takes(value, u"the URL of a server, as in \"http://localhost:3000\""_s);
    const auto read = upstreamFrom(QString::fromUtf8(url));
    if (const auto *wrong = std::get_if<QString>(&read))
        return fail(value.begin, *wrong);
    upstream().url = std::get<QUrl>(read);
    return true;
}

bool FileReader::takeUpstream(const Json &value)
{
    return takeUrl(value, value.text);
}

bool FileReader::takeHostField(const Json &value)
{
    upstream().keepsHost = value.text == "keep";
    return (value.kind == Json::Kind::String &&
            (value.text == "keep" || value.text == "upstream")) ||
           takes(value, u"\"keep\", the Host field of the client, or \"upstream\", that of the "
                        "URL"_s);
}

bool FileReader::takeTimeout(const Json &value)
{
    const auto timeout = script::parseDuration(value.text);
    upstream().timeout = timeout.value_or(std::chrono::nanoseconds(0));
    return (value.kind == Json::Kind::String && upstream().timeout.count() > 0) ||
           takes(value, u"how long its answer may take to begin, as in \"30s\" or \"500ms\""_s);
}

bool FileReader::takeCa(const Json &value)
{
    upstream().ca = absolutePath(m_dir, QString::fromUtf8(value.text));
    return isFileName(value, value.text) ||
           takes(value, u"a file of certificates (PEM), relative to this file"_s);
}

} // namespace

QString Error::sentence(const QString &file) const
{
    return line == 0 ? text : u"%1:%2:%3: "_s.arg(file).arg(line).arg(column) + text;
}

std::variant<Scenario, Error> read(QByteArrayView text, const QString &dir)
{
    FileReader reader(text, dir);
    if (reader.read())
        return std::move(reader.scenario);
    return reader.error;
}

std::variant<Rule, Error> readRule(QByteArrayView text, const QString &dir)
{
    FileReader reader(text, dir);
    if (reader.readRule())
        return std::move(reader.scenario.rules.front());
    return reader.error;
}

std::variant<QUrl, QString> upstreamFrom(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString shown = text::plainText(text.toUtf8());
    if (!text.contains("://"_L1))
        return u"The URL of a server begins with its scheme: did you mean “http://%1”?"_s.arg(
            shown);
    if (!url.isValid() || url.host().isEmpty() || url.port() == 0)
        return u"“%1” is no URL of a server, as http://localhost:3000 is."_s.arg(shown);
    if (url.scheme() != "http"_L1 && url.scheme() != "https"_L1)
        return u"A server is at an http or an https URL, not at “%1”."_s.arg(shown);
    if (!url.userInfo().isEmpty())
        return u"A user in a URL is not passed on: write it without the part before the @."_s;
    if (url.hasQuery() || url.hasFragment())
        return u"The URL of a server ends with a path: “%1” has more."_s.arg(shown);
    return url;
}

static Rule ruleForAll(To to)
{
    Rule rule;
    rule.on.segments = {{Pattern::Segment::Kind::Rest, "rest"}};
    rule.to = std::move(to);
    return rule;
}

std::variant<Scenario, Error> folderScenario(const QString &path, bool lists, const QString &dir)
{
    if (path.isEmpty() || path.contains(QChar(u'\0')))
        return Error{0, 0, u"Name a folder, such as ./public."_s};
    return Scenario{{ruleForAll(Folder{absolutePath(dir, path), lists})}};
}

std::variant<Scenario, Error> upstreamScenario(const QString &url)
{
    const auto read = upstreamFrom(url);
    if (const auto *wrong = std::get_if<QString>(&read))
        return Error{0, 0, *wrong};
    return Scenario{{ruleForAll(Upstream{std::get<QUrl>(read)})}};
}

} // namespace overlap::scenario
