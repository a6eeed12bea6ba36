#pragma once

#include "overlap/net/acceptor.h"

#include <memory>

namespace overlap::net {

// Loop thread. How a server gets at its connections: what accepts them, and what carries them.
struct TransportFactory
{
    // Takes an accepted descriptor. At most `readAhead` received bytes may wait in user space. Null
    // where the descriptor is no connected socket any more: it is closed then.
    std::unique_ptr<Transport> (*adopt)(qintptr descriptor, qint64 readAhead) = nullptr;
    // Accepts on a listening descriptor. Null, or null from it: a QTcpServer accepts itself.
    std::unique_ptr<Acceptor> (*acceptor)(qintptr listening, Acceptor::Listener listener) = nullptr;

    bool operator==(const TransportFactory &) const = default;
};

extern const TransportFactory fastestTransport;  // on this platform
extern const TransportFactory portableTransport; // QTcpSocket, everywhere

} // namespace overlap::net
