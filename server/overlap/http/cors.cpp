#include "overlap/http/cors.h"

#include "overlap/http/chars.h"

#include <algorithm>

namespace overlap::http {

static constexpr QByteArrayView asksMethod = "Access-Control-Request-Method";
static constexpr QByteArrayView asksHeaders = "Access-Control-Request-Headers";
static constexpr QByteArrayView asksNetwork = "Access-Control-Request-Private-Network";
// Browsers remember a permission that long, in seconds: so little that one that is taken back does
// not go on, and the next try shows a preflight again.
static constexpr QByteArrayView rememberedFor = "5";

// The first field of that name whose line is complete.
static QByteArrayView valueIn(QByteArrayView head, QByteArrayView name)
{
    qsizetype from = head.indexOf("\r\n") + 2;
    for (qsizetype end; (end = head.indexOf("\r\n", from)) >= from; from = end + 2) {
        const QByteArrayView line = head.sliced(from, end - from);
        const qsizetype colon = line.indexOf(':');
        if (colon >= 0 && equalsIgnoringCase(line.first(colon), name))
            return line.sliced(colon + 1).trimmed();
    }
    return {};
}

// As RFC 6454 §6.2 writes it; "null" is one, too.
static bool isOrigin(QByteArrayView text)
{
    return !text.isEmpty() &&
           std::ranges::all_of(text, [](char c) { return chars::is(c, chars::Query); });
}

void allowOrigin(Response &response, QByteArrayView head)
{
    const QByteArrayView origin = valueIn(head, "Origin");
    if (origin.isEmpty() && !head.endsWith("\r\n\r\n")) { // refused before it was read
        response.headers.append("Access-Control-Allow-Origin", "*");
        return;
    }
    if (!isOrigin(origin))
        return;
    // Not "*": with that, browsers hide answers to requests with cookies.
    response.headers.append("Access-Control-Allow-Origin", origin);
    response.headers.append("Access-Control-Allow-Credentials", "true");
    response.headers.append("Access-Control-Expose-Headers",
                            "Allow, Date, Server-Timing, X-Result");
    response.headers.append("Timing-Allow-Origin", origin); // W3C Resource Timing
    response.headers.append("Vary", "Origin");
}

bool isPreflight(const Request &request)
{
    return request.method == Method::Options && request.headers.contains("Origin") &&
           request.headers.contains(asksMethod);
}

Response preflightAnswer(const Request &request)
{
    Response response;
    response.status = Status::NoContent;
    response.headers.append("Access-Control-Allow-Methods", *request.headers.find(asksMethod));
    if (const auto headers = request.headers.find(asksHeaders))
        response.headers.append("Access-Control-Allow-Headers", *headers);
    if (request.headers.find(asksNetwork) == QByteArrayView("true"))
        response.headers.append("Access-Control-Allow-Private-Network", "true");
    response.headers.append("Access-Control-Max-Age", rememberedFor);
    response.headers.append("Vary", asksMethod.toByteArray() + ", " + asksHeaders.toByteArray());
    return response;
}

} // namespace overlap::http
