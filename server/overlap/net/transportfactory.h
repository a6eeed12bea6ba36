#pragma once

#include "overlap/net/acceptor.h"
#include "overlap/net/connector.h"

#include <memory>

class QThread;

namespace overlap::net {

void useDispatcher(QThread &thread); // the platform's best

// Loop thread. Creates what accepts connections, and their transports.
struct TransportFactory
{
    // Takes an accepted descriptor. At most `readAhead` received bytes are buffered in user space.
    // If the descriptor is not a connected socket any more, closes it and returns null.
    std::unique_ptr<Transport> (*adopt)(qintptr descriptor, qint64 readAhead) = nullptr;
    // Accepts on a listening descriptor. If it is null or returns null, the QTcpServer accepts.
    std::unique_ptr<Acceptor> (*acceptor)(qintptr listening, Acceptor::Listener listener) = nullptr;
    // Any thread. Sets the event dispatcher of a loop's thread, before that starts.
    void (*prepareThread)(QThread &thread) = useDispatcher;
    // Connects to another server.
    std::unique_ptr<Connector> (*connect)(const ConnectTo &to,
                                          Connector::Done done) = connectSocket;

    bool operator==(const TransportFactory &) const = default;
};

extern const TransportFactory fastestTransport;  // the fastest one of this platform
extern const TransportFactory portableTransport; // QTcpSocket, on every platform

} // namespace overlap::net
