#include "overlap/net/transports.h"

#include "overlap/net/sockettransport.h"

namespace overlap::net {

std::unique_ptr<Transport> adoptDescriptor(qintptr descriptor, Carrier, qint64 readAhead)
{
    return SocketTransport::adopt(descriptor, readAhead);
}

void prepareListener(qintptr) {}

} // namespace overlap::net
