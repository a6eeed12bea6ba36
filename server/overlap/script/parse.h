#pragma once

#include "overlap/script/script.h"

#include <optional>
#include <variant>

namespace overlap::script {

// Pure. Why something is no script.
struct ScriptError
{
    int step = 0;                    // which one, from 1; 0: a parameter of a route
    qsizetype position = 0;          // of the step's first byte in the text
    QByteArray word{};               // of the step, or the parameter, as given; empty: it is empty
    std::optional<QByteArray> got{}; // the argument as given; nothing if the argument is not why
    QByteArray takes{};              // goes on behind the word: "takes a status from 200 to 599"
};

// One sentence for people, in plain text: "Step 2: status takes …, but got "999"."
QByteArray sentenceOf(const ScriptError &error);

// Pure. Steps as in the query of a target, joined by &, each "word" or "word=argument",
// percent-encoded once. It is checked whole. An empty text is the empty script.
std::variant<Script, ScriptError> parse(QByteArrayView query);

// Pure. The inverse: parse(print(script)) is the script, if check() finds nothing in it.
QByteArray print(const Script &script);

// Pure. What is wrong with a script that was not made by parse(): with an argument, or with the
// order of the steps. Its first error; nothing if there is none.
std::optional<ScriptError> check(const Script &script);

} // namespace overlap::script
