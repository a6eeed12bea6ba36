#include "overlap/net/connector.h"
#include "overlap/net/platform/nativesocket.h"
#include "overlap/net/sockettransport.h"

#include <QNetworkProxy>

#include <utility>

namespace overlap::net {

namespace {

ConnectError errorOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError: return ConnectError::Refused;
    case QAbstractSocket::SocketResourceError:
    case QAbstractSocket::AddressInUseError: return ConnectError::Exhausted;
    default: return ConnectError::Unreachable;
    }
}

class SocketConnector final : public Connector
{
public:
    SocketConnector(const ConnectTo &to, Done done)
        : m_to(to)
        , m_done(std::move(done))
        , m_transport(SocketTransport::unconnected())
    {
        QTcpSocket &socket = m_transport->socket();
        QObject::connect(&socket, &QTcpSocket::connected, &m_context, [this] { connected(); });
        // Queued, so that the socket is not destroyed while it emits.
        QObject::connect(
            &socket, &QTcpSocket::errorOccurred, &m_context,
            [this](QAbstractSocket::SocketError error) { fail(errorOf(error)); },
            Qt::QueuedConnection);
        socket.setProxy(QNetworkProxy::NoProxy);
        socket.connectToHost(to.address, to.port);
    }

private:
    void connected()
    {
        QTcpSocket &socket = m_transport->socket();
        // A port that nobody listens at can be given to the very socket that looks for it.
        if (socket.localPort() == socket.peerPort() &&
            socket.localAddress() == socket.peerAddress())
            return fail(ConnectError::Refused);
        if (m_to.kernelBuffer > 0)
            setKernelBuffers(socket.socketDescriptor(), m_to.kernelBuffer);
        m_transport->connected(m_to.readAhead);
        const Done done = std::move(m_done);
        done(std::move(m_transport), ConnectError::None);
    }

    void fail(ConnectError error)
    {
        const Done done = std::exchange(m_done, nullptr);
        if (done)
            done(nullptr, error);
    }

    const ConnectTo m_to;
    Done m_done;
    std::unique_ptr<SocketTransport> m_transport;
    QObject m_context;
};

} // namespace

std::unique_ptr<Connector> connectSocket(const ConnectTo &to, Connector::Done done)
{
    return std::make_unique<SocketConnector>(to, std::move(done));
}

} // namespace overlap::net
