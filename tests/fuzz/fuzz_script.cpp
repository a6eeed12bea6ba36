// Any text as a script, and as what is asked of a named route.
#include "fuzz.h"
#include "overlap/script/draws.h"
#include "overlap/script/duration.h"
#include "overlap/script/namedroutes.h"
#include "overlap/script/outline.h"

#include <algorithm>

using namespace overlap::script;
using overlap::fuzz::Input;
using overlap::fuzz::require;

namespace {

void checkError(const ScriptError &error)
{
    const QByteArray sentence = sentenceOf(error);
    require(sentence.endsWith('.') && sentence.size() < 1000, "an error is one sentence");
    require(std::ranges::none_of(sentence, [](char c) { return uchar(c) < ' ' || c == 0x7f; }),
            "a sentence is plain text");
}

void checkScript(const Script &script)
{
    require(!check(script), "what is read is right");
    const QByteArray printed = print(script);
    const auto again = parse(printed);
    require(std::holds_alternative<Script>(again) && std::get<Script>(again) == script,
            "what is printed reads the same");
    require(print(std::get<Script>(again)) == printed, "it is printed in one way");

    Draws draws(quint64(settingsOf(script).seed.value_or(0)));
    for (const bool fails : {false, true}) {
        const QList<Step> steps = stepsFor(script, fails);
        const Outline outline = outlineOf(steps);
        require(outline.framing != Outline::Framing::Length || outline.length >= 0,
                "an announced length is known");
        for (const Step &step : steps) {
            const auto drawn = draws.of(step.argument.wait);
            require(drawn.count() >= 0 && drawn <= longestDuration,
                    "a drawn duration is within its bounds");
        }
    }
}

void ask(const NamedRoute &route, QByteArrayView segment, QByteArrayView query)
{
    const Outcome outcome = scriptOf(route, segment, query, overlap::http::Method::Get, {});
    if (const auto *error = std::get_if<ScriptError>(&outcome))
        checkError(*error);
    else
        checkScript(std::get<Script>(outcome));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    const QByteArrayView text = input.rest();
    const auto parsed = parse(text);
    if (const auto *error = std::get_if<ScriptError>(&parsed)) {
        checkError(*error);
        require(error->step > 0 && error->position >= 0 && error->position <= text.size(),
                "an error is somewhere");
    } else {
        checkScript(std::get<Script>(parsed));
    }
    for (const NamedRoute &route : namedRoutes())
        ask(route, text, text);
    return 0;
}
