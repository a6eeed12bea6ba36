#include "overlap/net/transports.h"

#include "overlap/net/platform/descriptortransport_unix.h"
#include "overlap/net/sockettransport.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace overlap::net {

std::unique_ptr<Transport> adoptDescriptor(qintptr descriptor, Carrier carrier, qint64 readAhead)
{
    if (carrier == Carrier::Socket)
        return SocketTransport::adopt(descriptor, readAhead);
    return std::make_unique<DescriptorTransport>(int(descriptor));
}

void prepareListener(qintptr descriptor)
{
    // Answers are written whole: waiting for more to send would only delay them.
    const int on = 1;
    ::setsockopt(int(descriptor), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

} // namespace overlap::net
