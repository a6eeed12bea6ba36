#pragma once

#include "overlap/net/call.h"
#include "overlap/routes/pages.h"

#include <initializer_list>
#include <optional>
#include <vector>

namespace overlap::routes {

// One row of a route table.
struct Route
{
    // Segments of a path; a last segment in braces, such as "/sleep/{duration}", stands for any
    // one segment, which the handler gets decoded.
    QByteArrayView pattern;
    std::vector<http::Method> methods; // HEAD goes with GET, OPTIONS with all
    std::function<void(net::Call call, const QByteArray &parameter)> handler;
};

// Any thread once built. Finds the route of a call by its path; the query plays no part. Answers
// what no handler has to: 404, 405, 501, OPTIONS (RFC 9110 §9, §15) and CORS preflights.
class Router
{
public:
    // The pages outlive the router.
    Router(const Pages &pages, std::vector<Route> routes);

    void handle(net::Call call) const;
    // The answer to a request whatever its body says, where no handler is asked.
    std::optional<http::Response> answer(http::Method method, QByteArrayView target) const;

private:
    struct Found
    {
        const Route *route = nullptr; // null: `answer` is the answer
        QByteArray parameter;
        http::Response answer{};
    };
    Found look(http::Method method, QByteArrayView path) const;
    const Route *find(QByteArrayView path, QByteArray &parameter) const;

    const Pages &m_pages;
    std::vector<Route> m_routes;
};

} // namespace overlap::routes
