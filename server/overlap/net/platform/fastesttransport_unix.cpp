#include "overlap/net/transportfactory.h"

#include "overlap/net/platform/acceptor.h"
#include "overlap/net/platform/descriptortransport_unix.h"
#include "overlap/net/platform/dispatcher.h"

namespace overlap::net {

constinit const TransportFactory fastestTransport{
    [](qintptr descriptor, qint64) -> std::unique_ptr<Transport> {
        return std::make_unique<DescriptorTransport>(int(descriptor));
    },
    makeAcceptor, useDispatcher};

} // namespace overlap::net
