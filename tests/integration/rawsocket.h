#pragma once

#include "overlap/net/platform/nativesocket.h"

#include <QTcpSocket>

// What QTcpSocket cannot do.

// Closes the connection with a reset instead of a FIN.
inline void reset(QTcpSocket &socket)
{
    overlap::net::resetOnClose(socket.socketDescriptor());
    socket.abort();
}
