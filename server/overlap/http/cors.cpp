#include "overlap/http/cors.h"

#include "overlap/http/chars.h"

#include <algorithm>

namespace overlap::http {

static constexpr QByteArrayView asksMethod = "Access-Control-Request-Method";
static constexpr QByteArrayView asksHeaders = "Access-Control-Request-Headers";
static constexpr QByteArrayView asksNetwork = "Access-Control-Request-Private-Network";
// How long a browser caches the permission, in seconds. Short, so that switching CORS off takes
// effect soon and preflights stay visible.
static constexpr QByteArrayView maxAge = "5";

// RFC 6454 §6.2, including "null". Only checks for visible ASCII, so that it can be sent back.
static bool isOrigin(QByteArrayView text)
{
    return !text.isEmpty() &&
           std::ranges::all_of(text, [](char c) { return chars::is(c, chars::Query); });
}

void allowOrigin(Response &response, QByteArrayView head)
{
    const QByteArrayView origin = valueIn(head, "Origin");
    if (origin.isEmpty() && !head.endsWith("\r\n\r\n")) { // refused before Origin was read
        response.headers.append("Access-Control-Allow-Origin", "*");
        return;
    }
    if (!isOrigin(origin))
        return;
    // Not "*": browsers reject that for requests with cookies.
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
    response.headers.append("Access-Control-Max-Age", maxAge);
    response.headers.append("Vary", asksMethod.toByteArray() + ", " + asksHeaders.toByteArray());
    return response;
}

} // namespace overlap::http
