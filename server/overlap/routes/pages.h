#pragma once

#include "overlap/http/response.h"

#include <chrono>

namespace overlap::routes {

// Any thread once built. The pages, read from the resources once. A copy shares them.
class Pages
{
public:
    Pages();

    http::Response hello() const;
    // A page that says what is wrong in one sentence, which is escaped.
    http::Response error(http::Status status, QByteArrayView sentence) const;

private:
    http::Response m_hello; // made once: a copy shares it
    QByteArray m_error;
};

// "Server-Timing: name;dur=milliseconds" (W3C Server Timing), which browsers show beside a request.
void appendServerTiming(http::Response &response, QByteArrayView name,
                        std::chrono::nanoseconds duration);

} // namespace overlap::routes
