// Any text as JSON, as a scenario, and as a pattern.
#include "fuzz.h"
#include "overlap/scenario/json.h"
#include "overlap/scenario/scenariofile.h"

#include <QDir>
#include <QJsonDocument>

#include <algorithm>

using namespace overlap::scenario;
using overlap::fuzz::Input;
using overlap::fuzz::require;

namespace {

void checkSentence(const QString &sentence)
{
    require(!sentence.isEmpty() && sentence.size() < 1000, "an error is a sentence");
    require(sentence.endsWith(u'.') || sentence.endsWith(u'?'), "a sentence ends");
    require(std::ranges::all_of(sentence, [](QChar c) { return c >= u' ' && c != QChar(0x7f); }),
            "a sentence is plain text");
}

void checkJson(QByteArrayView text)
{
    const auto read = jsonFrom(text);
    if (const auto *error = std::get_if<JsonError>(&read)) {
        checkSentence(error->text);
        require(error->position >= 0 && error->position <= text.size(), "an error is somewhere");
        return;
    }
    const auto &json = std::get<Json>(read);
    require(json.begin < json.end && json.end <= text.size(), "a value is somewhere");
    const bool isForQt = json.kind == Json::Kind::Array || json.kind == Json::Kind::Object;
    require(!isForQt || !QJsonDocument::fromJson(text.toByteArray()).isNull(),
            "what is read is JSON for others, too");
}

void checkScenario(QByteArrayView text)
{
    const QString dir = QDir::rootPath() + QStringLiteral("srv/site");
    const auto got = read(text, dir);
    if (const auto *error = std::get_if<Error>(&got)) {
        checkSentence(error->text);
        require(error->line > 0 && error->line <= text.count('\n') + 1 && error->column > 0,
                "an error has a place");
        return;
    }
    const auto &scenario = std::get<Scenario>(got);
    const QByteArray printed = print(scenario, dir);
    const auto again = read(printed, dir);
    require(std::holds_alternative<Scenario>(again) && std::get<Scenario>(again) == scenario,
            "what is printed reads the same");
    require(print(std::get<Scenario>(again), dir) == printed, "it is printed in one way");
}

void checkPattern(QByteArrayView text)
{
    const auto read = patternFrom(text);
    if (const auto *error = std::get_if<PatternError>(&read)) {
        checkSentence(error->text);
        require(error->position >= 0 && error->position <= text.size(), "an error is somewhere");
        return;
    }
    const auto &pattern = std::get<Pattern>(read);
    const auto again = patternFrom(print(pattern));
    require(std::holds_alternative<Pattern>(again) && std::get<Pattern>(again) == pattern,
            "a pattern is printed and read");
    const auto rest = pattern.matchPath(text);
    require(!rest || rest->size() <= text.size(), "the rest is a part of the path");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    const QByteArrayView text = input.rest();
    checkJson(text);
    checkScenario(text);
    checkPattern(text);
    return 0;
}
