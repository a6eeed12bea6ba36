#pragma once

#include "net/transport.h"

#include <QTcpSocket>

#include <memory>

namespace overlap::net {

// Loop thread. A transport over a QTcpSocket: the portable one. QTcpSocket closes as soon as it
// reads a FIN, so a client that half-closes gets only what was handed to the kernel before.
class SocketTransport : public Transport
{
public:
    // Takes the descriptor. At most `readAhead` received bytes wait here before the kernel, and so
    // the client, is made to wait. Null where the descriptor is no connected socket any more.
    static std::unique_ptr<SocketTransport> adopt(qintptr descriptor, qint64 readAhead);

    ~SocketTransport() override;

    Peer peer() const override;
    qint64 receive(char *buffer, qint64 size) override;
    void catchUp() override;
    void send(QByteArray bytes) override;
    qint64 undelivered() const override;
    void shutdownWrite() override;
    void close(bool now) override;

private:
    SocketTransport() = default;
    void wire();
    void failed(QAbstractSocket::SocketError error);

    QTcpSocket m_socket;
    QObject m_context; // of what the socket tells: without it, nothing is told any more
};

} // namespace overlap::net
