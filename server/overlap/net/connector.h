#pragma once

#include "overlap/net/transport.h"

#include <QHostAddress>

#include <functional>
#include <memory>

namespace overlap::net {

// Pure. Where to connect to, and the transport that it becomes.
struct ConnectTo
{
    QHostAddress address{}; // with its scope, if it has one
    quint16 port = 0;
    qint64 readAhead = 0; // see TransportFactory::adopt
    int kernelBuffer = 0; // see ConnectionOptions
};

// Pure. Why no connection came about. Of several reasons, or addresses, the last one in this order
// says most.
enum class ConnectError : quint8 {
    None,
    Unreachable, // no way leads to the address, or it is silent
    Refused,     // nobody listens at the port
    Exhausted,   // this process or this machine has no descriptor or port left
    NotSecure,   // TLS did not come about
    WrongName,   // the certificate is that of another host
    Untrusted,   // nobody who is trusted has signed it
    OutOfDate,   // it has expired, or is not valid yet
};

// Loop thread. One attempt to connect, which its destructor gives up. It sets no time limit.
class Connector
{
public:
    // Called once, with a transport or with an error; never before the connector was returned. It
    // may destroy the connector.
    using Done = std::function<void(std::unique_ptr<Transport> transport, ConnectError error)>;

    Connector() = default;
    Q_DISABLE_COPY_MOVE(Connector)
    virtual ~Connector() = default;
};

// Loop thread. Over a QTcpSocket.
std::unique_ptr<Connector> connectSocket(const ConnectTo &to, Connector::Done done);

} // namespace overlap::net
