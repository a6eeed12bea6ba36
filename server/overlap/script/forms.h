#pragma once

#include "overlap/script/script.h"

#include <optional>

namespace overlap::script {

// Pure. A form of arguments: of steps, and of the parameters of routes.
struct Form
{
    const char *name;  // for people, such as "SIZE"; empty: no argument
    const char *takes; // continues a sentence: "takes a status from 200 to 599"; to be translated
    // Nothing if the text, which is decoded, is not of this form.
    std::optional<Argument> (*read)(QByteArrayView text);
    // Its inverse. Reads differently if the argument is not of this form.
    QByteArray (*print)(const Argument &argument);
};

// Lengths, in bytes.
inline constexpr qsizetype longestName = 64;          // of a gate, a key, a tag
inline constexpr qsizetype longestValue = 8 * 1024;   // of a field: what clients accept
inline constexpr qsizetype longestText = 1024 * 1024; // of a body that is given as a text
inline constexpr qint64 largestCount = 1'000'000'000; // of lines and events
inline constexpr qint64 largestNumber = 1'000'000;    // of failures, of requests at once

// Beside each is what it sets in an Argument.
namespace forms {
extern const Form nothing;
extern const Form wait;       // wait
extern const Form duration;   // wait, of fixed shape
extern const Form name;       // text
extern const Form status;     // number
extern const Form field;      // name and text
extern const Form mediaType;  // text
extern const Form size;       // number, from 0
extern const Form someSize;   // number, from 1
extern const Form maySize;    // number, from 1, or nothing
extern const Form text;       // text
extern const Form json;       // text
extern const Form count;      // number, to largestCount
extern const Form number;     // number, to largestNumber
extern const Form someNumber; // the same, from 1
extern const Form seed;       // number
} // namespace forms

} // namespace overlap::script
