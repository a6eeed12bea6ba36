#include "overlap/net/platform/nativesocket.h"

#include <winsock2.h>

namespace overlap::net {

void shutdownWrite(qintptr descriptor)
{
    ::shutdown(SOCKET(descriptor), SD_SEND);
}

void closeDescriptor(qintptr descriptor)
{
    ::closesocket(SOCKET(descriptor));
}

void setKernelBuffers(qintptr descriptor, int bytes)
{
    for (const int option : {SO_SNDBUF, SO_RCVBUF})
        ::setsockopt(SOCKET(descriptor), SOL_SOCKET, option, reinterpret_cast<const char *>(&bytes),
                     sizeof bytes);
}

int listenBacklog(int connections)
{
    return -connections; // SOMAXCONN_HINT: a plain number would be cut to some 200
}

void inheritNoDelay(qintptr) {}

void resetOnClose(qintptr descriptor)
{
    const linger atOnce{1, 0};
    ::setsockopt(SOCKET(descriptor), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char *>(&atOnce),
                 sizeof atOnce);
}

qint64 undelivered(qintptr)
{
    return 0;
}

bool isAtEnd(qintptr descriptor)
{
    char byte = 0;
    // Does not block: Qt's sockets are non-blocking.
    return ::recv(SOCKET(descriptor), &byte, 1, MSG_PEEK) == 0;
}

bool hasPeerFinished(qintptr)
{
    return false;
}

} // namespace overlap::net
