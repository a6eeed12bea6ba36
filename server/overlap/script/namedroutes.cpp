#include "overlap/script/namedroutes.h"

#include "overlap/http/conditions.h"
#include "overlap/script/query.h"

namespace overlap::script {

namespace {

// An entity tag without its quotes (RFC 9110 §8.8.3).
std::optional<Argument> readTag(QByteArrayView text)
{
    return text.contains(' ') || text.contains('"') ? std::nullopt : forms::name.read(text);
}

QByteArray printTag(const Argument &argument)
{
    return argument.text;
}

constexpr Form tagForm{"TAG",
                       QT_TRANSLATE_NOOP("Script", "takes 1 to 64 printable ASCII characters other "
                                                   "than blanks and quotes"),
                       readTag, printTag};

Step wait(Kind kind, std::chrono::nanoseconds duration)
{
    return {kind, {.wait = {Wait::Shape::Fixed, duration, {}}}};
}

Step number(Kind kind, qint64 value)
{
    return {kind, {.number = value}};
}

Step text(QByteArray value)
{
    return {Kind::Text, {.text = std::move(value)}};
}

Step field(const QByteArray &name, QByteArray value)
{
    return {Kind::Header, {.name = name, .text = std::move(value)}};
}

// The last byte comes when the duration is over, and the others evenly before it. A hundred steps
// are enough for anybody to see it drip.
Outcome drip(const Asked &asked)
{
    constexpr qint64 mostPieces = 90;
    const qint64 bytes = asked.parameters[1].number;
    const qint64 pieces = qMin(bytes, mostPieces);
    Script script{{wait(Kind::Sleep, asked.parameters[3].wait.first),
                   number(Kind::Status, asked.parameters[2].number),
                   wait(Kind::Every, asked.parameters[0].wait.first / pieces),
                   number(Kind::Send, 0)}}; // the head
    for (qint64 i = 0; i < pieces; ++i)
        script.steps += number(Kind::Send, bytes * (i + 1) / pieces - bytes * i / pieces);
    return script;
}

Outcome events(const Asked &asked)
{
    const qint64 count = asked.parameters[0].number;
    return Script{{wait(Kind::Sleep, asked.parameters[2].wait.first),
                   wait(Kind::Every, asked.parameters[1].wait.first / qMax<qint64>(count, 1)),
                   number(Kind::Events, count)}};
}

// Relative, so that it leads here through any proxy.
Outcome redirect(const Asked &asked)
{
    const qint64 left = asked.parameters[0].number;
    if (left == 0)
        return Script{{text("Arrived.\n")}};
    return Script{{number(Kind::Status, 302), field("Location", QByteArray::number(left - 1))}};
}

// An answer with that tag, or without a body if the client has it, or wants another. What it puts
// is not kept, so there is no new tag (RFC 9110 §9.3.4).
Script tagged(QList<Step> fields, const QByteArray &tag, const Asked &asked)
{
    using http::Precondition;
    const QByteArray quoted = '"' + tag + '"';
    const Precondition precondition =
        http::preconditionOf(asked.method, asked.fields, {.tag = quoted});
    if (asked.method == http::Method::Put && precondition == Precondition::Holds)
        return {{number(Kind::Status, 204)}};
    fields += field("ETag", quoted);
    switch (precondition) {
    case Precondition::Holds: fields += text("This is " + tag + ".\n"); break;
    case Precondition::NotModified: fields += number(Kind::Status, 304); break;
    case Precondition::Failed: fields += number(Kind::Status, 412); break;
    }
    return {fields};
}

Outcome cache(const Asked &asked)
{
    const QByteArray age = QByteArray::number(asked.parameters[0].number);
    return tagged({field("Cache-Control", "public, max-age=" + age)}, age, asked);
}

Outcome etag(const Asked &asked)
{
    return tagged({}, asked.parameters[0].text, asked);
}

Outcome whatItSays(const Asked &asked)
{
    return parse(asked.query);
}

constexpr Parameter code[] = {{"code", &forms::status}};
constexpr Parameter delay[] = {{"duration", &forms::wait}};
constexpr Parameter bytes[] = {{"size", &forms::size}};
constexpr Parameter drops[] = {{"duration", &forms::duration, "2s"},
                               {"numbytes", &forms::someSize, "10"},
                               {"code", &forms::status, "200"},
                               {"delay", &forms::duration, "0"}};
constexpr Parameter lines[] = {{"n", &forms::count}};
constexpr Parameter feed[] = {{"count", &forms::count, "10"},
                              {"duration", &forms::duration, "5s"},
                              {"delay", &forms::duration, "0"}};
constexpr Parameter times[] = {{"n", &forms::number}};
constexpr Parameter seconds[] = {{"seconds", &forms::number}};
constexpr Parameter tag[] = {{"tag", &tagForm}};
constexpr Parameter gate[] = {{"name", &forms::name}};
constexpr Parameter atOnce[] = {{"k", &forms::someNumber}, {"duration", &forms::wait, "1s"}};

using Answer = NamedRoute::Answer;
using Methods = NamedRoute::Methods;

constexpr NamedRoute rows[] = {
    {"/status/{code}", code, "status={code}", nullptr,
     QT_TRANSLATE_NOOP("Script", "Answers with this status."), "/status/503"},
    {"/delay/{duration}", delay, "sleep={duration}&text=Waited.%0A", nullptr,
     QT_TRANSLATE_NOOP("Script", "Waits, then answers."), "/delay/100ms..300ms"},
    {"/bytes/{size}", bytes, "send={size}", nullptr,
     QT_TRANSLATE_NOOP("Script", "Answers with so many bytes."), "/bytes/10KiB"},
    {"/drip", drops, nullptr, drip,
     QT_TRANSLATE_NOOP("Script", "Sends the head, then the bytes one by one over the duration."),
     "/drip?duration=2s&numbytes=10"},
    {"/stream/{n}", lines, "lines={n}", nullptr,
     QT_TRANSLATE_NOOP("Script", "Answers with so many lines of JSON, in chunks."), "/stream/20"},
    {"/sse", feed, nullptr, events,
     QT_TRANSLATE_NOOP("Script", "Sends server-sent events over the duration."),
     "/sse?count=10&duration=5s"},
    {"/redirect/{n}", times, nullptr, redirect,
     QT_TRANSLATE_NOOP("Script", "Redirects so many times, then answers."), "/redirect/3"},
    {"/anything",
     {},
     nullptr,
     nullptr,
     QT_TRANSLATE_NOOP("Script", "Answers with the request as JSON."),
     "/anything",
     Answer::Anything},
    {"/headers",
     {},
     nullptr,
     nullptr,
     QT_TRANSLATE_NOOP("Script", "Answers with the request's fields as JSON."),
     "/headers",
     Answer::Headers,
     Methods::Get},
    {"/ip",
     {},
     nullptr,
     nullptr,
     QT_TRANSLATE_NOOP("Script", "Answers with the client's address as JSON."),
     "/ip",
     Answer::Ip,
     Methods::Get},
    {"/cache/{seconds}", seconds, nullptr, cache,
     QT_TRANSLATE_NOOP("Script", "May be cached for so many seconds; knows If-None-Match."),
     "/cache/60", Answer::Steps, Methods::Get},
    {"/etag/{tag}", tag, nullptr, etag,
     QT_TRANSLATE_NOOP("Script",
                       "Has this entity tag; knows If-None-Match and If-Match, also of PUT."),
     "/etag/v1", Answer::Steps, Methods::GetAndPut},
    {"/gate/{name}", gate, "gate={name}&text=Let%20go.%0A", nullptr,
     QT_TRANSLATE_NOOP("Script", "Waits until the gate of that name lets it go."), "/gate/hold"},
    {"/flaky/{n}", times,
     "fail={n}&status=503&header=Retry-After:1&text=Not%20yet.%0A&then&text=At%20last.%0A", nullptr,
     QT_TRANSLATE_NOOP("Script", "Answers 503 so many times, then 200."), "/flaky/2"},
    {"/limit/{k}", atOnce, "limit={k}&sleep={duration}&text=Waited.%0A", nullptr,
     QT_TRANSLATE_NOOP("Script", "Waits, then answers; 429 while more than so many do."),
     "/limit/2"},
    {"/reset",
     {},
     "reset",
     nullptr,
     QT_TRANSLATE_NOOP("Script", "Resets the connection without an answer."),
     "/reset"},
    {"/empty",
     {},
     "close",
     nullptr,
     QT_TRANSLATE_NOOP("Script", "Closes the connection without an answer."),
     "/empty"},
    {"/truncate",
     {},
     "length=2KiB&send=1KiB&close",
     nullptr,
     QT_TRANSLATE_NOOP("Script", "Announces 2 KiB, and closes the connection after one."),
     "/truncate"},
    {"/stall",
     {},
     "stall",
     nullptr,
     QT_TRANSLATE_NOOP("Script", "Never answers, and keeps the connection open for ten minutes."),
     "/stall"},
    {"/garbage",
     {},
     "garbage",
     nullptr,
     QT_TRANSLATE_NOOP("Script", "Answers with bytes that are not HTTP."),
     "/garbage"},
    {"/do",
     {},
     nullptr,
     whatItSays,
     QT_TRANSLATE_NOOP("Script", "Carries out the steps of its query, in their order."),
     "/do?sleep=200ms&status=503&text=late"},
};

std::variant<Argument, ScriptError> argumentFor(const Parameter &parameter, QByteArrayView segment,
                                                QByteArrayView query)
{
    const auto error = [&](std::optional<QByteArray> got, const char *takes) {
        return ScriptError{.word = parameter.name, .got = std::move(got), .takes = takes};
    };
    std::optional<QByteArray> text = segment.toByteArray();
    if (parameter.fallback)
        text = decoded(valueIn(query, parameter.name).value_or(parameter.fallback));
    if (!text)
        return error({}, notEncoded);
    if (auto argument = parameter.form->read(*text))
        return *std::move(argument);
    return error(text, parameter.form->takes);
}

QByteArray filled(const NamedRoute &route, const QList<Argument> &arguments)
{
    QByteArray script = route.script;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const Parameter &parameter = route.parameters[std::size_t(i)];
        script.replace('{' + QByteArray(parameter.name) + '}',
                       encoded(parameter.form->print(arguments[i])));
    }
    return script;
}

// Parameters that are good each may not go together, such as 204 and a body.
Outcome checked(Outcome outcome)
{
    const auto *script = std::get_if<Script>(&outcome);
    auto error = script ? check(*script) : std::nullopt;
    if (!error)
        return outcome;
    error->step = 0; // nobody has written that step
    return *std::move(error);
}

} // namespace

std::span<const NamedRoute> namedRoutes()
{
    return rows;
}

Outcome scriptOf(const NamedRoute &route, QByteArrayView segment, QByteArrayView query,
                 http::Method method, const http::Headers &fields)
{
    Asked asked{{}, query, method, fields};
    for (const Parameter &parameter : route.parameters) {
        auto argument = argumentFor(parameter, segment, query);
        if (auto *error = std::get_if<ScriptError>(&argument))
            return std::move(*error);
        asked.parameters += std::get<Argument>(std::move(argument));
    }
    if (route.script)
        return parse(filled(route, asked.parameters));
    return route.make ? checked(route.make(asked)) : Script();
}

} // namespace overlap::script
