#include "net/sockettransport.h"

#include "net/shutdown.h"

namespace overlap::net {

std::unique_ptr<SocketTransport> SocketTransport::adopt(qintptr descriptor, qint64 readAhead)
{
    std::unique_ptr<SocketTransport> transport(new SocketTransport);
    if (!transport->m_socket.setSocketDescriptor(descriptor)) {
        closeDescriptor(descriptor);
        return nullptr;
    }
    transport->m_socket.setReadBufferSize(readAhead);
    // Answers are written whole: waiting for more to send would only delay them.
    transport->m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    transport->wire();
    return transport;
}

void SocketTransport::wire()
{
    connect(&m_socket, &QTcpSocket::readyRead, this, &Transport::readable);
    connect(&m_socket, &QTcpSocket::bytesWritten, this, &Transport::sent);
    // After a FIN, when finished() has been told: what is unsent never will be.
    connect(&m_socket, &QTcpSocket::disconnected, this, &Transport::gone);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, &SocketTransport::failed);
}

// A socket that is destroyed while open says so: too late for whoever listens here.
SocketTransport::~SocketTransport()
{
    m_socket.disconnect(this);
}

Transport::Peer SocketTransport::peer() const
{
    return {m_socket.peerAddress(), m_socket.peerPort()};
}

qint64 SocketTransport::receive(char *buffer, qint64 size)
{
    return std::max<qint64>(0, m_socket.read(buffer, size));
}

void SocketTransport::send(QByteArray bytes)
{
    m_socket.write(bytes);
    // Without this, Qt turns its write notifier on and off for each answer.
    m_socket.flush();
}

void SocketTransport::shutdownWrite()
{
    net::shutdownWrite(m_socket.socketDescriptor());
}

void SocketTransport::close(bool now)
{
    m_socket.disconnect(this);
    if (now)
        m_socket.abort();
    else
        m_socket.disconnectFromHost();
}

void SocketTransport::failed(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError)
        Q_EMIT finished();
    else
        Q_EMIT gone();
}

} // namespace overlap::net
