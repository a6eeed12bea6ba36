#include "overlap/listening.h"

#include "overlap/host.h"

#include <QHostInfo>
#include <QNetworkInterface>

#include <algorithm>

namespace overlap {

using namespace Qt::StringLiterals;

namespace {

// Whether it stands for all addresses of its family.
bool isAny(const QHostAddress &address)
{
    return address == QHostAddress(QHostAddress::AnyIPv4) ||
           address == QHostAddress(QHostAddress::AnyIPv6);
}

bool isName(const QString &host)
{
    return QHostAddress(host).isNull();
}

} // namespace

Machine Machine::current()
{
    return {QNetworkInterface::allAddresses(), hostFrom(QHostInfo::localHostName())};
}

bool Listening::isExposed() const
{
    return !std::ranges::all_of(addresses, &QHostAddress::isLoopback);
}

QString Listening::besides(const QUrl &url) const
{
    QStringList all;
    for (const QHostAddress &address : addresses)
        all += address.toString();
    if (all.isEmpty() || all == QStringList{url.host()})
        return {};
    const QString last = all.takeLast();
    return all.isEmpty() ? u" (%1)"_s.arg(last) : u" (%1 and %2)"_s.arg(all.join(u", "_s), last);
}

QList<QHostAddress> Listening::reachable(const Machine &machine) const
{
    QList<QHostAddress> all;
    for (const QHostAddress &address : addresses) {
        if (!isAny(address)) {
            all += address;
            continue;
        }
        for (const QHostAddress &own : machine.addresses) {
            if (own.protocol() == address.protocol())
                all += own;
        }
    }
    return all;
}

QUrl Listening::url(const QString &name) const
{
    QUrl url(u"http:///"_s);
    url.setHost(name);
    url.setPort(port);
    return url;
}

QHostAddress Listening::nearest(const Machine &machine) const
{
    const QList<QHostAddress> all = reachable(machine);
    const auto loopback = std::ranges::find_if(all, &QHostAddress::isLoopback);
    if (loopback != all.end())
        return *loopback;
    // `all` may be empty: the machine may have no address of that family at the moment.
    return all.value(0, QHostAddress(QHostAddress::LocalHost));
}

// The name comes first, if the host is a name or has several addresses.
QList<QUrl> Listening::urlsHere(const Machine &machine) const
{
    QList<QUrl> urls;
    if (isName(host) || addresses.size() > 1)
        urls += url(isName(host) ? host : u"localhost"_s);
    for (const QHostAddress &address : reachable(machine)) {
        if (address.isLoopback())
            urls += url(address.toString());
    }
    if (urls.isEmpty())
        urls += url(nearest(machine).toString());
    return urls;
}

QList<QUrl> Listening::urlsElsewhere(const Machine &machine) const
{
    QList<QHostAddress> others = reachable(machine);
    others.removeIf([](const QHostAddress &address) { return address.isLoopback(); });
    if (!std::ranges::all_of(others, &QHostAddress::isLinkLocal))
        others.removeIf([](const QHostAddress &address) { return address.isLinkLocal(); });
    QList<QUrl> urls;
    for (const QHostAddress &address : others)
        urls += url(address.toString());
    const QString name = isName(host)                            ? host
                         : std::ranges::any_of(addresses, isAny) ? machine.name
                                                                 : QString();
    if (!urls.isEmpty() && !name.isEmpty() && addressesOf(name).isEmpty())
        urls += url(name);
    return urls;
}

} // namespace overlap
