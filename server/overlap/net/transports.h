#pragma once

#include "overlap/net/transport.h"

#include <memory>

namespace overlap::net {

// Which transport carries a connection.
enum class Carrier : quint8 {
    Fastest,    // on this platform
    Socket,     // QTcpSocket, everywhere
    Descriptor, // the bare descriptor, on Unix; elsewhere as Socket
};

// Loop thread. Takes an accepted descriptor. At most `readAhead` received bytes may wait in user
// space. Null where the descriptor is no connected socket any more: it is closed then.
std::unique_ptr<Transport> adoptDescriptor(qintptr descriptor, Carrier carrier, qint64 readAhead);

// To be called once on a listening descriptor: what its connections inherit.
void prepareListener(qintptr descriptor);

} // namespace overlap::net
