#include "overlap/http/method.h"

#include <algorithm>
#include <array>

namespace overlap::http {

// In the order of the enumerators, without Unknown.
static constexpr std::array<QByteArrayView, 9> names = {
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};

Method methodFromName(QByteArrayView name)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (std::ranges::equal(names[i], name))
            return Method(i + 1);
    }
    return Method::Unknown;
}

QByteArrayView methodName(Method method)
{
    return method == Method::Unknown ? QByteArrayView() : names[std::size_t(method) - 1];
}

} // namespace overlap::http
