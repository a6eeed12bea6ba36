#include "overlap/routes/router.h"

#include "overlap/http/control.h"
#include "overlap/http/cors.h"
#include "overlap/http/target.h"

#include <QByteArrayList>

#include <algorithm>

namespace overlap::routes {

using http::Method;
using http::Status;

namespace {

constexpr std::array routableMethods{Method::Get,    Method::Head,    Method::Post, Method::Put,
                                     Method::Delete, Method::Options, Method::Patch};

// Takes the segment before the next '/' from `path`, and decodes it.
QByteArray takeSegment(QByteArrayView &path)
{
    const qsizetype end = path.indexOf('/');
    const QByteArrayView segment = end < 0 ? path : path.first(end);
    path = end < 0 ? QByteArrayView() : path.sliced(end + 1);
    return QByteArray::fromPercentEncoding(segment.toByteArray());
}

// The parameter: the segment for the pattern's braces, or "" if the pattern has none. Nothing if
// the path does not match.
std::optional<QByteArray> match(QByteArrayView pattern, QByteArrayView path)
{
    if (pattern == path && !pattern.contains('{'))
        return QByteArray(); // the common case, without decoding
    if (pattern.count('/') != path.count('/') || !path.startsWith('/'))
        return std::nullopt;
    QByteArray parameter("");
    while (!pattern.isEmpty()) {
        const QByteArray wanted = takeSegment(pattern);
        const QByteArray segment = takeSegment(path);
        if (wanted.startsWith('{'))
            parameter = segment;
        else if (wanted != segment)
            return std::nullopt;
    }
    return path.isEmpty() ? std::optional(parameter) : std::nullopt;
}

bool allows(const Route &route, Method method)
{
    const auto has = [&](Method m) {
        return std::ranges::find(route.methods, m) != route.methods.end();
    };
    return has(method) || (method == Method::Head && has(Method::Get)) || method == Method::Options;
}

QByteArray allowed(const Route *route)
{
    QByteArray list;
    for (const Method method : routableMethods) {
        if (route && !allows(*route, method))
            continue;
        if (!list.isEmpty())
            list += ", ";
        list += http::methodName(method);
    }
    return list;
}

// " Try / or /sleep.": at most two targets that need no parameter.
QByteArray suggestion(const std::vector<Route> &routes)
{
    QByteArrayList plain;
    for (const Route &route : routes) {
        if (plain.size() < 2 && !route.pattern.contains('{') && allows(route, Method::Get))
            plain += route.pattern;
    }
    return plain.isEmpty() ? QByteArray() : " Try " + plain.join(" or ") + '.';
}

http::Response options(const Route *route)
{
    http::Response response;
    response.status = Status::NoContent;
    response.headers.append("Allow", allowed(route));
    return response;
}

} // namespace

Router::Router(std::vector<Route> routes)
    : m_routes(std::move(routes))
    , m_nothingHere("There is nothing at this address." + suggestion(m_routes))
{
}

const Route *Router::find(QByteArrayView path, QByteArray &parameter) const
{
    for (const Route &route : m_routes) {
        if (std::optional<QByteArray> found = match(route.pattern, path)) {
            parameter = *std::move(found);
            return &route;
        }
    }
    return nullptr;
}

void Router::handle(net::Call &&call) const
{
    const http::Request &request = call.request();
    if (request.cors && http::isPreflight(request)) {
        std::move(call).send(http::preflightAnswer(request));
        return;
    }
    QByteArray parameter;
    const Route *route = find(request.path, parameter);
    if (auto own = ownAnswer(request.method, request.path, route))
        std::move(call).send(*std::move(own));
    else
        route->handler(std::move(call), parameter);
}

std::optional<http::Response> Router::answer(Method method, QByteArrayView target) const
{
    const QByteArrayView path = http::pathOfTarget(method, target).value_or(QByteArrayView());
    QByteArray parameter;
    return ownAnswer(method, path, find(path, parameter));
}

std::optional<http::Response> Router::ownAnswer(Method method, QByteArrayView path,
                                                const Route *route) const
{
    if (method == Method::Unknown)
        return m_pages.error(Status::NotImplemented, "This server does not know that method.");
    if (method == Method::Options && (route || path == "*"))
        return options(route);
    if (method == Method::Trace || method == Method::Connect ||
        (route && !allows(*route, method))) {
        http::Response response = m_pages.error(
            Status::MethodNotAllowed, method == Method::Connect
                                          ? "CONNECT asks for a proxy: this server is none."
                                          : "That method is not allowed here.");
        response.headers.append("Allow", allowed(route));
        return response;
    }
    if (!route && http::isControlPath(path)) {
        http::Response response = m_pages.error(
            Status::Forbidden, "Only programs that send “Overlap-Control: 1” may ask this.");
        response.ownOriginOnly = true;
        return response;
    }
    if (!route)
        return m_pages.error(Status::NotFound, m_nothingHere);
    return std::nullopt;
}

} // namespace overlap::routes
