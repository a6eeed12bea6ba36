#pragma once

#include "overlap/net/transport.h"

#include <QTcpSocket>

#include <memory>

namespace overlap::net {

// Loop thread. A transport over a QTcpSocket: the portable one. QTcpSocket closes as soon as it
// reads a FIN, which would cut off a client that half-closes and waits for its answers: so a FIN is
// kept from it.
class SocketTransport : public Transport
{
public:
    // Takes the descriptor. At most `readAhead` received bytes wait here before the kernel, and so
    // the client, is made to wait. Null where the descriptor is no connected socket any more.
    static std::unique_ptr<Transport> adopt(qintptr descriptor, qint64 readAhead);

    ~SocketTransport() override;

    Peer peer() const override;
    qint64 receive(char *buffer, qint64 size) override;
    void catchUp() override;
    void send(QByteArray bytes) override;
    qint64 undelivered() const override;
    void shutdownWrite() override;
    void close(bool now) override;

private:
    // Stands before the socket's own read notifier.
    class FinFilter : public QObject
    {
    public:
        explicit FinFilter(SocketTransport &transport) : m_transport(transport) {}
        bool eventFilter(QObject *notifier, QEvent *event) override;

    private:
        SocketTransport &m_transport;
    };

    SocketTransport() = default;
    void wire();
    void finish();
    void failed(QAbstractSocket::SocketError error);

    QTcpSocket m_socket;
    FinFilter m_filter{*this}; // and context of what the socket tells: without it, that is nothing
    bool m_finished = false;
};

} // namespace overlap::net
