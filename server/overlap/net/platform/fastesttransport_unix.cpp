#include "overlap/net/transportfactory.h"

#include "overlap/net/platform/acceptor.h"
#include "overlap/net/platform/connector_unix.h"
#include "overlap/net/platform/descriptortransport_unix.h"

namespace overlap::net {

constinit const TransportFactory fastestTransport{
    [](qintptr descriptor, qint64) -> std::unique_ptr<Transport> {
        return std::make_unique<DescriptorTransport>(int(descriptor));
    },
    makeAcceptor, useDispatcher, connectDescriptor};

} // namespace overlap::net
