#pragma once

#include "overlap/routes/pages.h"
#include "overlap/routes/route.h"

#include <optional>

namespace overlap::routes {

// Any thread once built. Finds the route of a call by its path; the query plays no part. Answers
// what no handler has to: 404, 405, 501, OPTIONS (RFC 9110 §9, §15) and CORS preflights.
class Router
{
public:
    explicit Router(std::vector<Route> routes);

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

    const Pages m_pages;
    const std::vector<Route> m_routes;
    const QByteArray m_nothingHere; // a sentence
};

} // namespace overlap::routes
