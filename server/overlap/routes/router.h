#pragma once

#include "overlap/routes/pages.h"
#include "overlap/routes/route.h"

#include <optional>

namespace overlap::routes {

// Any thread once constructed. Finds the route of a call by its path, without the query. Answers
// itself where no handler is needed: 404, 405, 501, OPTIONS (RFC 9110 §9, §15), CORS preflights.
class Router
{
public:
    explicit Router(std::vector<Route> routes);

    void handle(net::Call &&call) const;
    // The router's own answer, which does not depend on the body. Nothing if a handler answers.
    std::optional<http::Response> answer(http::Method method, QByteArrayView target) const;

private:
    const Route *find(QByteArrayView path, QByteArray &parameter) const; // null: none
    // Nothing if the route's handler answers.
    std::optional<http::Response> ownAnswer(http::Method method, QByteArrayView path,
                                            const Route *route) const;

    const Pages m_pages;
    const std::vector<Route> m_routes;
    const QByteArray m_nothingHere; // a sentence
};

} // namespace overlap::routes
