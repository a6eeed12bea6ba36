#include "overlap/http/request.h"

namespace overlap::http {

QByteArrayView Request::methodName() const
{
    if (method != Method::Unknown)
        return http::methodName(method);
    const QByteArrayView head = headers.text();
    const qsizetype end = head.indexOf(' ');
    return end < 0 ? QByteArrayView() : head.first(end);
}

} // namespace overlap::http
