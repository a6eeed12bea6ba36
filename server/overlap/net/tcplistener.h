#pragma once

#include "overlap/net/transportfactory.h"

#include <QTcpServer>

#include <optional>
#include <variant>
#include <vector>

namespace overlap::net {

// Loop thread. One listening socket: a QTcpServer that tells of each connection by a signal, and as
// its descriptor.
class TcpListener : public QTcpServer
{
    Q_OBJECT
public:
    TcpListener();

    // Once it listens: accepts as the factory has it. Until then it does so in QTcpServer's own
    // way.
    void acceptBy(const TransportFactory &factory);
    void setAccepting(bool accepting);
    void acceptWaiting(); // all that wait now

Q_SIGNALS:
    // Whoever hears it takes the descriptor; the peer is told where it is known already.
    void connected(qintptr descriptor, const std::optional<Transport::Peer> &peer);
    void crowded(); // the process or the system is out of descriptors

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    std::unique_ptr<Acceptor> m_acceptor; // none: QTcpServer's own way
};

using TcpListeners = std::vector<std::unique_ptr<TcpListener>>;

struct ListenError
{
    QAbstractSocket::SocketError error;
    QString text;
    QHostAddress address;
    quint16 port;
};

// Listens on those of the addresses that this machine has, at least one, and on the same port; 0:
// one that is free on all of them, and that browsers take.
std::variant<TcpListeners, ListenError> listenOn(const QList<QHostAddress> &addresses,
                                                 quint16 port);

} // namespace overlap::net
