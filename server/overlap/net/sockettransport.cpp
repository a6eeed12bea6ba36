#include "overlap/net/sockettransport.h"

#include "overlap/net/platform/nativesocket.h"
#include "overlap/net/transportfactory.h"

#include <QEvent>
#include <QSocketNotifier>

namespace overlap::net {

constinit const TransportFactory portableTransport{SocketTransport::adopt};

std::unique_ptr<Transport> SocketTransport::adopt(qintptr descriptor, qint64 readAhead)
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
    const auto tell = [this](auto signal, auto what) {
        QObject::connect(&m_socket, signal, &m_filter, what);
    };
    tell(&QTcpSocket::readyRead, [this] { listener().readable(); });
    tell(&QTcpSocket::bytesWritten, [this](qint64 bytes) { listener().sent(bytes); });
    // After a FIN, when finished() has been told: what is unsent never will be.
    tell(&QTcpSocket::disconnected, [this] { listener().gone(); });
    tell(&QTcpSocket::errorOccurred, [this](auto error) { failed(error); });
    for (QSocketNotifier *notifier : m_socket.findChildren<QSocketNotifier *>()) {
        if (notifier->type() == QSocketNotifier::Read)
            notifier->installEventFilter(&m_filter);
    }
}

bool SocketTransport::FinFilter::eventFilter(QObject *notifier, QEvent *event)
{
    const bool isActivation =
        event->type() == QEvent::SockAct || event->type() == QEvent::SockClose;
    if (!isActivation || !isAtEnd(m_transport.m_socket.socketDescriptor()))
        return false;
    static_cast<QSocketNotifier *>(notifier)->setEnabled(false);
    m_transport.finish();
    return true;
}

void SocketTransport::finish()
{
    if (!std::exchange(m_finished, true))
        listener().finished();
}

// A socket that is destroyed while open says so: too late for whoever listens here.
SocketTransport::~SocketTransport()
{
    m_socket.disconnect(&m_filter);
}

Transport::Peer SocketTransport::peer() const
{
    return {m_socket.peerAddress(), m_socket.peerPort()};
}

qint64 SocketTransport::receive(char *buffer, qint64 size)
{
    return std::max<qint64>(0, m_socket.read(buffer, size));
}

void SocketTransport::catchUp()
{
    if (isAtEnd(m_socket.socketDescriptor()))
        finish();
    else
        m_socket.waitForReadyRead(0);
}

void SocketTransport::send(QByteArray bytes)
{
    m_socket.write(bytes);
    // Without this, Qt turns its write notifier on and off for each answer.
    m_socket.flush();
}

qint64 SocketTransport::undelivered() const
{
    return net::undelivered(m_socket.socketDescriptor());
}

void SocketTransport::shutdownWrite()
{
    net::shutdownWrite(m_socket.socketDescriptor());
}

void SocketTransport::close(bool now)
{
    m_socket.disconnect(&m_filter);
    m_finished = true; // and what comes is not told
    if (!now)
        return m_socket.disconnectFromHost();
    resetOnClose(m_socket.socketDescriptor());
    m_socket.abort();
}

void SocketTransport::failed(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::SocketTimeoutError)
        return; // nothing came: of catchUp()
    if (error == QAbstractSocket::RemoteHostClosedError)
        finish();
    else
        listener().gone();
}

} // namespace overlap::net
