#include "overlap/problem.h"

#include "overlap/net/ports.h"
#include "overlap/net/tcplistener.h"

#include <QDir>

namespace overlap {

using namespace Qt::StringLiterals;

static quint16 freePortAfter(const QList<QHostAddress> &addresses, quint16 port)
{
    constexpr int tries = 50;
    for (int next = port + 1; next <= std::min(port + tries, 65535); ++next) {
        if (!net::browsersRefuse(quint16(next)) &&
            std::holds_alternative<net::TcpListeners>(net::listenOn(addresses, quint16(next))))
            return quint16(next);
    }
    return 0;
}

QString endpoint(const QHostAddress &address, quint16 port)
{
    const bool bracketed = address.protocol() == QAbstractSocket::IPv6Protocol;
    return (bracketed ? u"[%1]:%2"_s : u"%1:%2"_s)
        .arg(address.toString(), QString::number(port)); // one arg() call: "fe80::1%2" has a %2
}

static QString notHere(const QString &host, const QList<QHostAddress> &addresses)
{
    const QHostAddress address(host);
    if (address.isNull())
        return u"“%1” is another machine (%2): localhost is this one."_s.arg(
            host, addresses.front().toString());
    if (address.isLinkLocal() && address.scopeId().isEmpty())
        return u"%1 goes with a network interface, such as %1%eth0."_s.arg(host);
    return u"%1 is not an address of this machine: localhost always is."_s.arg(host);
}

Problem problemOf(const net::ListenError &error, const QString &host,
                  const QList<QHostAddress> &addresses)
{
    using Kind = Problem::Kind;
    const QString where = endpoint(error.address, error.port);
    switch (error.error) {
    case QAbstractSocket::AddressInUseError:
        return {
            Kind::PortInUse,
            u"Another program already listens on %1: stop it, or choose another port."_s.arg(where),
            freePortAfter(addresses, error.port)};
    case QAbstractSocket::SocketAddressNotAvailableError:
    case QAbstractSocket::UnsupportedSocketOperationError: // an unknown scope
        return {Kind::BadAddress, notHere(host, addresses)};
    case QAbstractSocket::SocketAccessError:
        return {Kind::NotPermitted,
                (error.port <= 1023
                     ? u"This user may not listen on %1: choose a port above 1023."_s
                     : u"This user may not listen on %1: choose another port, or 0 for any that "
                       "is free."_s)
                    .arg(where)};
    case QAbstractSocket::UnknownSocketError: // an unknown scope that is a number
        if (error.address.isLinkLocal())
            return {Kind::BadAddress, notHere(host, addresses)};
        [[fallthrough]];
    default: return {Kind::Other, u"Can't listen on %1: %2."_s.arg(where, error.text)};
    }
}

Problem badHost(const QString &text)
{
    return {Problem::Kind::BadAddress,
            u"“%1” is neither an IP address nor a name: localhost is this machine."_s.arg(text)};
}

Problem unknownHost(const QString &host)
{
    return {Problem::Kind::BadAddress,
            u"Nobody knows a machine called “%1”: localhost is this one."_s.arg(host)};
}

Problem unknownStrategy(QLatin1StringView name)
{
    return {Problem::Kind::Other, u"There is no strategy called “%1”."_s.arg(name)};
}

Problem refusedByBrowsers(quint16 port)
{
    return {Problem::Kind::RefusedByBrowsers,
            u"Browsers refuse port %1: choose another, such as 8080."_s.arg(port)};
}

Problem acceptingPaused()
{
    return {Problem::Kind::OutOfDescriptors,
            u"Too many files and connections are open: new connections wait until some close."_s};
}

Problem badScenario(const QString &sentence)
{
    return {Problem::Kind::BadScenario, sentence};
}

Problem missingFolder(const QString &path)
{
    return {Problem::Kind::NotThere,
            u"There is no folder at %1: what its rule takes is not found until there is one."_s.arg(
                QDir::toNativeSeparators(path))};
}

Problem missingCertificates(const QString &path)
{
    return {
        Problem::Kind::NotThere,
        u"There is no certificate (PEM) in %1: its rule trusts nobody until there is one."_s.arg(
            QDir::toNativeSeparators(path))};
}

Problem fewerAtOnce(int most, int wanted)
{
    return {
        Problem::Kind::Other,
        u"%1 requests are sent at a time, not %2: the system allows too few open files."_s.arg(most)
            .arg(wanted)};
}

} // namespace overlap
