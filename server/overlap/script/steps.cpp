#include "overlap/script/steps.h"

#include <algorithm>

namespace overlap::script {

namespace {

constexpr StepRow rows[] = {
    {Kind::Sleep, "sleep", &forms::wait,
     QT_TRANSLATE_NOOP("Script", "Waits, without holding a thread.")},
    {Kind::Compute, "compute", &forms::wait,
     QT_TRANSLATE_NOOP("Script", "Keeps the thread that it is on busy.")},
    {Kind::Gate, "gate", &forms::name,
     QT_TRANSLATE_NOOP("Script", "Waits until the gate of that name lets it go.")},
    {Kind::Status, "status", &forms::status,
     QT_TRANSLATE_NOOP("Script", "The status of the answer; 204 and 304 have no body.")},
    {Kind::Header, "header", &forms::field,
     QT_TRANSLATE_NOOP("Script", "Adds a field to the head of the answer.")},
    {Kind::Type, "type", &forms::mediaType, QT_TRANSLATE_NOOP("Script", "The Content-Type.")},
    {Kind::Send, "send", &forms::size,
     QT_TRANSLATE_NOOP("Script", "Sends so many bytes, in a pattern that repeats or goes by the "
                                 "seed.")},
    {Kind::Text, "text", &forms::text, QT_TRANSLATE_NOOP("Script", "Sends this text.")},
    {Kind::Json, "json", &forms::json, QT_TRANSLATE_NOOP("Script", "Sends this JSON.")},
    {Kind::Lines, "lines", &forms::count,
     QT_TRANSLATE_NOOP("Script", "Sends so many lines of JSON, a piece each.")},
    {Kind::Events, "events", &forms::count,
     QT_TRANSLATE_NOOP("Script", "Sends so many server-sent events, a piece each; goes on behind "
                                 "Last-Event-ID.")},
    {Kind::Every, "every", &forms::wait,
     QT_TRANSLATE_NOOP("Script", "Waits between the pieces that follow.")},
    {Kind::Rate, "rate", &forms::someSize,
     QT_TRANSLATE_NOOP("Script", "Sends only so many bytes a second from here on.")},
    {Kind::Length, "length", &forms::maySize,
     QT_TRANSLATE_NOOP("Script", "Announces the body's size, or this one if the body is broken "
                                 "off.")},
    {Kind::Chunked, "chunked", &forms::nothing,
     QT_TRANSLATE_NOOP("Script", "Sends the body in chunks, without announcing its size.")},
    {Kind::UntilClose, "until-close", &forms::nothing,
     QT_TRANSLATE_NOOP("Script", "Sends the body until the connection is closed.")},
    {Kind::Stall, "stall", &forms::nothing,
     QT_TRANSLATE_NOOP("Script", "Sends nothing more until the client goes, or ten minutes are "
                                 "over.")},
    {Kind::Close, "close", &forms::nothing,
     QT_TRANSLATE_NOOP("Script", "Closes the connection here, in the middle of what was begun.")},
    {Kind::Reset, "reset", &forms::nothing,
     QT_TRANSLATE_NOOP("Script", "Resets the connection here.")},
    {Kind::Garbage, "garbage", &forms::nothing,
     QT_TRANSLATE_NOOP("Script", "Sends bytes that are not HTTP, as the head or as a chunk's "
                                 "size.")},
    {Kind::Fail, "fail", &forms::number,
     QT_TRANSLATE_NOOP("Script", "The first so many requests take the steps up to then, later ones "
                                 "those behind it.")},
    {Kind::Then, "then", &forms::nothing,
     QT_TRANSLATE_NOOP("Script", "Ends the steps of the requests that fail.")},
    {Kind::Seed, "seed", &forms::seed,
     QT_TRANSLATE_NOOP("Script", "What random draws go by, so that they repeat.")},
    {Kind::Key, "key", &forms::name,
     QT_TRANSLATE_NOOP("Script", "Counts the requests with this key, instead of those with the "
                                 "same target.")},
    {Kind::Limit, "limit", &forms::someNumber,
     QT_TRANSLATE_NOOP("Script", "Answers 429 with Retry-After while more are in flight here.")},
};

constexpr bool rowsAreInOrder()
{
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        if (std::size_t(rows[i].kind) != i)
            return false;
    }
    return std::size(rows) == kindCount;
}
static_assert(rowsAreInOrder());

} // namespace

std::span<const StepRow> steps()
{
    return rows;
}

const StepRow &rowOf(Kind kind)
{
    return rows[std::size_t(kind)];
}

const StepRow *rowNamed(QByteArrayView word)
{
    const auto *row = std::ranges::find(
        rows, word, [](const StepRow &candidate) { return QByteArrayView(candidate.word); });
    return row == std::end(rows) ? nullptr : row;
}

bool isPiece(Kind kind)
{
    return kind >= Kind::Send && kind <= Kind::Events;
}

bool isFraming(Kind kind)
{
    return kind >= Kind::Length && kind <= Kind::UntilClose;
}

bool endsAnswer(Kind kind)
{
    return kind >= Kind::Stall && kind <= Kind::Garbage;
}

bool isSetting(Kind kind)
{
    return kind >= Kind::Seed;
}

} // namespace overlap::script
