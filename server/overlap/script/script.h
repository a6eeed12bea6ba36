#pragma once

#include <QByteArray>
#include <QList>

#include <chrono>

namespace overlap::script {

// Pure. What a step does; see the table in steps.h, which has this order.
enum class Kind : quint8 {
    Sleep,
    Compute,
    Gate,
    Status,
    Header,
    Type,
    Send,
    Text,
    Json,
    Lines,
    Events,
    Every,
    Rate,
    Length,
    Chunked,
    UntilClose,
    Stall,
    Close,
    Reset,
    Garbage,
    Fail,
    Then,
    Seed,
    Key,
    Limit,
};
inline constexpr int kindCount = int(Kind::Limit) + 1;

// Pure. How long something waits: always the same, or drawn anew each time (see draws.h).
struct Wait
{
    enum class Shape : quint8 {
        Fixed,     // first
        Uniform,   // from first to second
        LogNormal, // half are below first, 99 of 100 below second
    };
    Shape shape = Shape::Fixed;
    std::chrono::nanoseconds first{0};
    std::chrono::nanoseconds second{0}; // 0 if fixed
    bool operator==(const Wait &) const = default;
};

// Pure. The argument of a step: of its form (see steps.h), so only what the form uses is set.
struct Argument
{
    Wait wait{};
    qint64 number = 0; // bytes for sizes and rates
    QByteArray name{}; // of a field
    QByteArray text{}; // of a body; a field's value; the name of a gate or a key; a type
    bool operator==(const Argument &) const = default;
};

// Pure. One step.
struct Step
{
    Kind kind{};
    Argument argument{};
    bool operator==(const Step &) const = default;
};

// Pure. What an answer is made of: steps that are carried out in order. Without any step the answer
// is a 200 with an empty body. Copies share their steps.
//
// Send, Text, Json, Lines and Events are pieces of the body. The first piece sends the head, even
// if it is empty. Without a piece the head is sent behind the last step, if no step ended the
// answer.
struct Script
{
    QList<Step> steps;
    bool operator==(const Script &) const = default;
};

inline constexpr int mostSteps = 100;

} // namespace overlap::script
