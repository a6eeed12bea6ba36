#pragma once

#include "overlap/net/stream.h"
#include "overlap/routes/builtin.h"
#include "overlap/routes/pages.h"
#include "overlap/script/duration.h"
#include "serving.h"

#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

// The routes that the cases of other tests ask for, with the same answers, but in pieces.
namespace inpieces {

using Kind = overlap::http::BodyLength::Kind;
using Answers = std::optional<Kind>; // of the routes; nothing: whole

inline void writeRest(overlap::net::Stream &&stream, const QByteArray &body, qsizetype at)
{
    using overlap::net::Stream;
    if (at == body.size())
        return std::move(stream).finish();
    const qsizetype size = qMin(body.size() - at, Stream::mostAtOnce);
    stream.write(body.sliced(at, size));
    std::move(stream).whenRoom(
        [body, next = at + size](Stream &&going) { writeRest(std::move(going), body, next); });
}

// The head, one byte, a wait, then the rest.
inline void answer(overlap::net::Call &&call, const QByteArray &body, Kind kind,
                   std::chrono::nanoseconds wait = std::chrono::milliseconds(1))
{
    using namespace overlap;
    net::Stream stream = std::move(call).begin({}, {kind, body.size()});
    stream.write(body.first(qMin<qsizetype>(1, body.size())));
    std::move(stream).after(wait, [body](net::Stream &&next) {
        writeRest(std::move(next), body, qMin<qsizetype>(1, body.size()));
    });
}

inline std::vector<overlap::routes::Route> routes(Kind kind)
{
    using namespace overlap;
    using enum http::Method;
    const QByteArray page = routes::Pages().hello().body;
    return {
        {"/",
         {Get},
         [=](net::Call &&call, const QByteArray &) { answer(std::move(call), page, kind); }},
        {"/sleep/{duration}",
         {Get},
         [=](net::Call &&call, const QByteArray &duration) {
             answer(std::move(call), page, kind, script::parseDuration(duration).value());
         }},
        {"/echo",
         {Get, Post, Put, Delete, Patch},
         [=](net::Call &&call, const QByteArray &) {
             const QByteArray body = call.request().body;
             answer(std::move(call), body, kind);
         }},
    };
}

// Global data: as ::addTransports(), and how the routes answer.
inline void addTransports(std::initializer_list<Answers> all)
{
    QTest::addColumn<overlap::net::TransportFactory>("transport");
    QTest::addColumn<int>("threads");
    QTest::addColumn<Answers>("answers");
    for (const Engine &engine : engines()) {
        for (const Answers &answers : all) {
            const char *const name = !answers                   ? "whole"
                                     : answers == Kind::Chunked ? "in chunks"
                                                                : "in pieces of a known length";
            QTest::addRow("%s, %s", engine.name, name)
                << engine.transport << engine.threads << answers;
        }
    }
}

inline Answers answers()
{
    QFETCH_GLOBAL(Answers, answers);
    return answers;
}

inline overlap::SessionSetup setup()
{
    overlap::SessionSetup setup;
    if (const Answers kind = answers())
        setup.routes = routes(*kind);
    return setup;
}

} // namespace inpieces
