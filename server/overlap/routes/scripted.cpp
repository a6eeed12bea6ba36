#include "overlap/routes/scripted.h"

#include "overlap/http/target.h"
#include "overlap/routes/pages.h"
#include "overlap/routes/requestjson.h"
#include "overlap/script/namedroutes.h"
#include "overlap/script/query.h"

#include <QThreadStorage>

namespace overlap::routes {

using script::NamedRoute;

namespace {

http::Response json(QByteArray body)
{
    http::Response response;
    response.headers.append("Content-Type", "application/json");
    response.headers.append("Cache-Control", "no-store");
    response.body = std::move(body);
    return response;
}

// What it tells of the client's address, it learns on the loop's thread.
void tell(net::Call &&call, NamedRoute::Answer what)
{
    if (what == NamedRoute::Answer::Headers) {
        http::Response answer = json(fieldsAsJson(call.request()));
        return std::move(call).send(std::move(answer));
    }
    std::move(call).sendWithPeer(
        [what](const http::Request &request, const net::Transport::Peer &peer) {
            return json(what == NamedRoute::Answer::Ip ? peerAsJson(peer)
                                                       : requestAsJson(request, peer));
        });
}

// As script::scriptOf(), but requests with the same target share one script: thousands of them may
// be in flight at once.
script::Outcome outcomeFor(const NamedRoute &row, const QByteArray &parameter,
                           const http::Request &request)
{
    const auto make = [&] {
        return script::scriptOf(row, parameter, script::queryOf(request.target), request.method,
                                request.headers);
    };
    if (request.method == http::Method::Put || request.headers.contains("If-Match") ||
        request.headers.contains("If-None-Match"))
        return make();
    struct Last
    {
        const NamedRoute *row = nullptr;
        QByteArray target;
        script::Outcome outcome;
    };
    // Not thread_local: when a thread ends, MinGW frees such objects before it destroys them.
    static QThreadStorage<Last> threads;
    Last &last = threads.localData();
    if (last.row != &row || last.target != request.target)
        last = {&row, request.target.toByteArray(), make()};
    return last.outcome;
}

void answer(net::Call &&call, const NamedRoute &row, const QByteArray &parameter,
            answers::Stage &stage, const Pages &pages)
{
    if (row.answer != NamedRoute::Answer::Steps)
        return tell(std::move(call), row.answer);
    const script::Outcome outcome = outcomeFor(row, parameter, call.request());
    if (const auto *error = std::get_if<script::ScriptError>(&outcome))
        return std::move(call).send(
            pages.error(http::Status::BadRequest, script::sentenceOf(*error)));
    answers::play(std::move(call), std::get<script::Script>(outcome), stage);
}

} // namespace

std::vector<Route> scriptedRoutes(const std::shared_ptr<answers::Stage> &stage)
{
    using enum http::Method;
    const Pages pages;
    std::vector<Route> routes;
    const auto methodsOf = [](const NamedRoute &row) -> std::vector<http::Method> {
        switch (row.methods) {
        case NamedRoute::Methods::Any: return {Get, Post, Put, Delete, Patch};
        case NamedRoute::Methods::Get: return {Get};
        case NamedRoute::Methods::GetAndPut: return {Get, Put};
        }
        Q_UNREACHABLE();
    };
    for (const NamedRoute &row : script::namedRoutes()) {
        routes.push_back({row.pattern, methodsOf(row),
                          [&row, stage, pages](net::Call &&call, const QByteArray &parameter) {
                              answer(std::move(call), row, parameter, *stage, pages);
                          }});
    }
    return routes;
}

} // namespace overlap::routes
