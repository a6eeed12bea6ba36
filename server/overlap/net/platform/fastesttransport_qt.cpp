#include "overlap/net/transportfactory.h"

#include "overlap/net/platform/acceptor.h"
#include "overlap/net/sockettransport.h"

namespace overlap::net {

constinit const TransportFactory fastestTransport{SocketTransport::adopt, makeAcceptor};

} // namespace overlap::net
