#include "server/problem.h"

#include <QTcpServer>

namespace overlap {

using namespace Qt::StringLiterals;

static quint16 freePortAfter(const QHostAddress &address, quint16 port)
{
    constexpr int tries = 50;
    QTcpServer probe;
    for (int next = port + 1; next <= std::min(port + tries, 65535); ++next) {
        if (probe.listen(address, quint16(next)))
            return quint16(next);
    }
    return 0;
}

QString endpoint(const QHostAddress &address, quint16 port)
{
    const bool bracketed = address.protocol() == QAbstractSocket::IPv6Protocol;
    return (bracketed ? u"[%1]:%2"_s : u"%1:%2"_s).arg(address.toString()).arg(port);
}

Problem problemOf(QAbstractSocket::SocketError error, const QString &text,
                  const QHostAddress &address, quint16 port)
{
    using Kind = Problem::Kind;
    const QString where = endpoint(address, port);
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        return {
            Kind::PortInUse,
            u"Another program already listens on %1: stop it, or choose another port."_s.arg(where),
            freePortAfter(address, port)};
    case QAbstractSocket::SocketAddressNotAvailableError:
        return {Kind::BadAddress,
                u"%1 is not an address of this machine: 127.0.0.1 always is."_s.arg(
                    address.toString())};
    case QAbstractSocket::SocketAccessError:
        return {Kind::NotPermitted,
                u"This user may not listen on %1: choose a port above 1023."_s.arg(where)};
    default: return {Kind::Other, u"Can't listen on %1: %2."_s.arg(where, text)};
    }
}

Problem acceptingPaused()
{
    return {Problem::Kind::OutOfDescriptors,
            u"Too many files and connections are open: new connections wait until some close."_s};
}

Problem fewerAtOnce(int most, int wanted)
{
    return {
        Problem::Kind::Other,
        u"%1 requests are sent at a time, not %2: the system allows too few open files."_s.arg(most)
            .arg(wanted)};
}

} // namespace overlap
