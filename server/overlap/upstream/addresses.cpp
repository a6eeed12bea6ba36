#include "overlap/upstream/addresses.h"

#include "overlap/http/control.h"

namespace overlap::upstream {

QList<QHostAddress> knownAddresses(const Origin &origin)
{
    if (const QHostAddress address(QString::fromLatin1(origin.host)); !address.isNull())
        return {address};
    if (http::isLoopbackHost(origin.host))
        return {QHostAddress(QHostAddress::LocalHostIPv6), QHostAddress(QHostAddress::LocalHost)};
    return {};
}

} // namespace overlap::upstream
