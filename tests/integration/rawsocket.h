#pragma once

#include <QtGlobal>

#include <QByteArrayView>
#include <QHostAddress>
#include <QTcpSocket>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

// What QTcpSocket cannot do.

// Closes the connection with a reset instead of a FIN.
inline void reset(QTcpSocket &socket)
{
#ifdef Q_OS_UNIX
    const linger now{1, 0};
    ::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
#endif
    socket.abort();
}
