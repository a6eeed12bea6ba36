#include "overlap/routes/echo.h"

namespace overlap::routes {

void echo(net::Call &&call, const QByteArray &)
{
    const http::Request &request = call.request();
    http::Response response;
    response.headers.append(
        "Content-Type", request.headers.find("Content-Type").value_or("application/octet-stream"));
    // Another site may post a page here: its scripts must not run with this origin's rights.
    response.headers.append("Content-Security-Policy", "sandbox");
    response.headers.append("X-Content-Type-Options", "nosniff");
    response.body = request.body;
    std::move(call).send(std::move(response));
}

} // namespace overlap::routes
