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

namespace forms {
extern const Form nothing;
extern const Form wait;     // wait
extern const Form duration; // wait, which is fixed
extern const Form name;
extern const Form status;
extern const Form field;
extern const Form mediaType;
extern const Form size;     // from 0
extern const Form someSize; // from 1
extern const Form maySize;  // from 1, or nothing, which is 0
extern const Form text;
extern const Form json;
extern const Form count;
extern const Form number;
extern const Form someNumber; // from 1
extern const Form seed;
} // namespace forms

} // namespace overlap::script
