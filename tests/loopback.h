#pragma once

#include <QHostAddress>
#include <QTcpServer>

// False on a machine without this address, such as one without IPv6.
inline bool hasAddress(const QHostAddress &address)
{
    return QTcpServer().listen(address);
}

// The address for tests that need either IPv4 or IPv6.
inline QHostAddress loopback()
{
    static const QHostAddress found(hasAddress(QHostAddress(QHostAddress::LocalHost))
                                        ? QHostAddress::LocalHost
                                        : QHostAddress::LocalHostIPv6);
    return found;
}
