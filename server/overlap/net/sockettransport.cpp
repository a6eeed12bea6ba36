#include "overlap/net/sockettransport.h"

#include "overlap/net/platform/nativesocket.h"
#include "overlap/net/transportfactory.h"

#include <QEvent>
#include <QSocketNotifier>

#include <algorithm>

namespace overlap::net {

constinit const TransportFactory portableTransport{SocketTransport::adopt};

std::unique_ptr<Transport> SocketTransport::adopt(qintptr descriptor, qint64 readAhead)
{
    std::unique_ptr<SocketTransport> transport(new SocketTransport);
    if (!transport->m_socket.setSocketDescriptor(descriptor)) {
        closeDescriptor(descriptor);
        return nullptr;
    }
    transport->connected(readAhead);
    return transport;
}

std::unique_ptr<SocketTransport> SocketTransport::unconnected()
{
    return std::unique_ptr<SocketTransport>(new SocketTransport);
}

void SocketTransport::connected(qint64 readAhead)
{
    m_socket.setReadBufferSize(readAhead);
    // TCP_NODELAY: messages are written as a whole, so Nagle's algorithm would only delay them.
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    wire();
}

void SocketTransport::wire()
{
    const auto forward = [this](auto signal, auto what) {
        QObject::connect(&m_socket, signal, &m_filter, what);
    };
    forward(&QTcpSocket::readyRead, [this] { listener().readable(); });
    forward(&QTcpSocket::bytesWritten, [this] { reportSent(); });
    // It may follow peerFinished(): then unsent bytes will never be sent.
    forward(&QTcpSocket::disconnected, [this] { listener().gone(); });
    forward(&QTcpSocket::errorOccurred, [this](auto error) { failed(error); });
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
    m_transport.handleFin();
    return true;
}

void SocketTransport::handleFin()
{
    if (!std::exchange(m_finished, true))
        listener().peerFinished();
}

// The socket emits signals if it is destroyed while open; the listener may be gone by then.
SocketTransport::~SocketTransport()
{
    m_socket.disconnect(&m_filter);
}

Transport::Peer SocketTransport::peer() const
{
    Peer peer{{}, m_socket.peerPort()};
    const Q_IPV6ADDR address = m_socket.peerAddress().toIPv6Address();
    std::ranges::copy(address.c, peer.address.begin());
    return peer;
}

qint64 SocketTransport::receive(char *buffer, qint64 size)
{
    return std::max<qint64>(0, m_socket.read(buffer, size));
}

void SocketTransport::catchUp()
{
    if (isAtEnd(m_socket.socketDescriptor()))
        handleFin();
    else
        m_socket.waitForReadyRead(0);
}

void SocketTransport::send(std::span<const QByteArray> pieces, bool)
{
    for (const QByteArray &piece : pieces) {
        m_unreported += piece.size();
        m_socket.write(piece);
    }
    // Without this, Qt turns its write notifier on and off for each answer.
    m_socket.flush();
    reportSent();
}

void SocketTransport::waitSent()
{
    m_socket.waitForBytesWritten(50);
    reportSent();
}

// While a slot of bytesWritten() runs, the socket does not emit it for what is written meanwhile.
void SocketTransport::reportSent()
{
    if (m_socket.state() != QAbstractSocket::ConnectedState)
        return; // its buffer was cleared
    const qint64 sent = m_unreported - m_socket.bytesToWrite();
    m_unreported -= sent;
    if (sent > 0)
        listener().sent(sent);
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
    m_finished = true; // so that handleFin() does not call the listener
    if (!now)
        return m_socket.disconnectFromHost();
    resetOnClose(m_socket.socketDescriptor());
    m_socket.abort();
}

void SocketTransport::failed(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::SocketTimeoutError)
        return; // from catchUp() or waitSent(): nothing had arrived, or gone
    // Qt tells of a FIN and of a reset alike; but FINs are kept from it, so this was a reset.
    listener().gone();
}

} // namespace overlap::net
