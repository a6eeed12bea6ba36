#pragma once

#include "overlap/http/response.h"

#include <chrono>

namespace overlap::routes {

// Any thread once constructed. The HTML pages, read from the resources once. A copy shares them.
class Pages
{
public:
    Pages();

    http::Response hello() const;
    // `sentence` says what is wrong; it is HTML-escaped here.
    http::Response error(http::Status status, QByteArrayView sentence) const;

private:
    http::Response m_hello; // implicitly shared by the copies
    QByteArray m_error;
};

// Pure. "Server-Timing: name;dur=milliseconds" (W3C Server Timing). Browsers show it beside a
// request.
void appendServerTiming(http::Response &response, QByteArrayView name,
                        std::chrono::nanoseconds duration);

} // namespace overlap::routes
