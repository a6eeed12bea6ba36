#pragma once

#include <QHostAddress>
#include <QTcpServer>

// A machine may be without IPv4 or without IPv6.
inline bool hasAddress(const QHostAddress &address)
{
    return QTcpServer().listen(address);
}

// Where tests listen and connect to, where either family will do.
inline QHostAddress loopback()
{
    static const QHostAddress found(hasAddress(QHostAddress(QHostAddress::LocalHost))
                                        ? QHostAddress::LocalHost
                                        : QHostAddress::LocalHostIPv6);
    return found;
}
