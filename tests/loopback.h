#pragma once

#include <QCoreApplication>
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

// A port that nobody uses, nor the next ones. Systems give out ports from 32768 on, and each
// process gets another hundred here, so no other test takes it meanwhile. 0: all are in use.
inline quint16 unusedPort()
{
    const auto first = quint16(20'000 + QCoreApplication::applicationPid() % 120 * 100);
    for (quint16 port = first; port < first + 50; ++port) {
        if (QTcpServer().listen(loopback(), port))
            return port;
    }
    return 0;
}
