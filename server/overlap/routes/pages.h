#pragma once

#include "overlap/http/response.h"

#include <QString>

#include <chrono>
#include <map>

namespace overlap::routes {

// Any thread once constructed. The HTML pages, read from the resources once. A copy shares them.
class Pages
{
public:
    Pages();

    http::Response hello() const;
    // `sentence` says what is wrong; it is HTML-escaped here.
    http::Response error(http::Status status, QByteArrayView sentence) const;
    // A page of the resources, in which {{name}} stands for HTML. Reads it each time.
    static http::Response filled(const QString &name,
                                 const std::map<QByteArray, QByteArray> &places);

private:
    http::Response m_hello; // implicitly shared by the copies
    QByteArray m_error;
};

// Pure. "Server-Timing: name;dur=milliseconds" (W3C Server Timing). Browsers show it beside a
// request.
void appendServerTiming(http::Response &response, QByteArrayView name,
                        std::chrono::nanoseconds duration);

} // namespace overlap::routes
