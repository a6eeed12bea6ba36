#pragma once

#include "overlap/net/transport.h"

#include <QTcpSocket>

#include <memory>

namespace overlap::net {

// Loop thread. The portable transport, over a QTcpSocket. A QTcpSocket closes as soon as it reads a
// FIN. That would cut off a client that half-closes and waits for its answers, so FinFilter hides
// the FIN from it.
class SocketTransport : public Transport
{
public:
    // Takes the descriptor. At most `readAhead` received bytes are buffered in user space. Null if
    // the descriptor is not a connected socket any more.
    static std::unique_ptr<Transport> adopt(qintptr descriptor, qint64 readAhead);

    // For a connector: whose socket connects first. connected() follows, before it is used.
    static std::unique_ptr<SocketTransport> unconnected();
    QTcpSocket &socket() { return m_socket; }
    void connected(qint64 readAhead);

    ~SocketTransport() override;

    Peer peer() const override;
    qint64 receive(char *buffer, qint64 size) override;
    void catchUp() override;
    void send(std::span<const QByteArray> pieces, bool thenFin) override;
    void waitSent() override;
    qint64 undelivered() const override;
    void shutdownWrite() override;
    void close(bool now) override;

private:
    // Sees the events of the socket's own read notifier first.
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
    void handleFin();
    void reportSent();
    void failed(QAbstractSocket::SocketError error);

    QTcpSocket m_socket;
    FinFilter m_filter{*this}; // also the context of the socket's connections
    qint64 m_unreported = 0;   // bytes that were given to send(), without those told to sent()
    bool m_finished = false;
};

} // namespace overlap::net
