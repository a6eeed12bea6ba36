#include "overlap/net/platform/nativesocket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace overlap::net {

void shutdownWrite(qintptr descriptor)
{
    ::shutdown(int(descriptor), SHUT_WR);
}

void closeDescriptor(qintptr descriptor)
{
    ::close(int(descriptor));
}

void setKernelBuffers(qintptr descriptor, int bytes)
{
    for (const int option : {SO_SNDBUF, SO_RCVBUF})
        ::setsockopt(int(descriptor), SOL_SOCKET, option, &bytes, sizeof bytes);
}

int listenBacklog(int connections)
{
    return connections;
}

void inheritNoDelay(qintptr listening)
{
    const int on = 1;
    ::setsockopt(int(listening), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void resetOnClose(qintptr descriptor)
{
    const linger atOnce{1, 0};
    ::setsockopt(int(descriptor), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
}

qint64 undelivered(qintptr descriptor)
{
    int bytes = 0;
#ifdef SO_NWRITE // macOS
    socklen_t size = sizeof bytes;
    const int result = ::getsockopt(int(descriptor), SOL_SOCKET, SO_NWRITE, &bytes, &size);
#else // Linux; other systems return an error for a socket
    const int result = ::ioctl(int(descriptor), TIOCOUTQ, &bytes);
#endif
    return result == 0 ? bytes : 0;
}

bool isAtEnd(qintptr descriptor)
{
    char byte = 0;
    return ::recv(int(descriptor), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

bool hasPeerFinished(qintptr descriptor)
{
#ifdef POLLRDHUP
    pollfd poll{int(descriptor), POLLRDHUP, 0};
    return ::poll(&poll, 1, 0) > 0 && (poll.revents & POLLRDHUP);
#else
    Q_UNUSED(descriptor);
    return false;
#endif
}

} // namespace overlap::net
