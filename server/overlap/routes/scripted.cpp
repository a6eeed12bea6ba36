#include "overlap/routes/scripted.h"

#include "overlap/http/target.h"
#include "overlap/routes/pages.h"
#include "overlap/routes/requestjson.h"
#include "overlap/script/namedroutes.h"
#include "overlap/script/query.h"

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
    const QByteArrayView query = script::queryOf(request.target);
    if (request.headers.contains("If-Match") || request.headers.contains("If-None-Match"))
        return script::scriptOf(row, parameter, query, request.headers);
    thread_local const NamedRoute *lastRow = nullptr;
    thread_local QByteArray lastTarget;
    thread_local script::Outcome last;
    if (lastRow != &row || lastTarget != request.target) {
        last = script::scriptOf(row, parameter, query, request.headers);
        lastRow = &row;
        lastTarget = request.target.toByteArray();
    }
    return last;
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
    for (const NamedRoute &row : script::namedRoutes()) {
        const std::vector<http::Method> any{Get, Post, Put, Delete, Patch};
        routes.push_back({row.pattern, row.onlyGet ? std::vector{Get} : any,
                          [&row, stage, pages](net::Call &&call, const QByteArray &parameter) {
                              answer(std::move(call), row, parameter, *stage, pages);
                          }});
    }
    return routes;
}

} // namespace overlap::routes
