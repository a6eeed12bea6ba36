#pragma once

#include "overlap/net/transportfactory.h"

#include <QTcpServer>

#include <optional>
#include <variant>
#include <vector>

namespace overlap::net {

// Loop thread. One listening socket: a QTcpServer that emits a signal with the descriptor of each
// connection.
class TcpListener : public QTcpServer
{
    Q_OBJECT
public:
    TcpListener();

    // Call it once it listens: lets the factory's acceptor accept, if there is one, instead of the
    // QTcpServer.
    void acceptBy(const TransportFactory &factory);
    void setAccepting(bool accepting);
    void acceptWaiting(); // accepts all connections that wait now

Q_SIGNALS:
    // The receiver owns the descriptor. `peer` is set if it is known already.
    void connected(qintptr descriptor, const std::optional<Transport::Peer> &peer);
    void crowded(); // the process or the system is out of descriptors

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    std::unique_ptr<Acceptor> m_acceptor; // null: the QTcpServer accepts
};

using TcpListeners = std::vector<std::unique_ptr<TcpListener>>;

// Pure. Why listening failed, and on which address.
struct ListenError
{
    QAbstractSocket::SocketError error;
    QString text;
    QHostAddress address;
    quint16 port;
};

// Loop thread. Listens on all given addresses that this machine has, at least one, on one port.
// Port 0: one that is free on all of them and that browsers do not refuse.
std::variant<TcpListeners, ListenError> listenOn(const QList<QHostAddress> &addresses,
                                                 quint16 port);

} // namespace overlap::net
