#include "overlap/load/link.h"

#include <QNetworkProxy>

namespace overlap::load {

using namespace Qt::StringLiterals;

Link::Link(const Setup &setup, QObject *parent)
    : QObject(parent)
    , m_setup(setup)
    , m_socket(this)
    , m_timeout(this)
{
    m_socket.setProxy(QNetworkProxy::NoProxy); // the server is on this machine
    m_timeout.setSingleShot(true);
    m_timeout.setTimerType(Qt::PreciseTimer);
    wire();
}

void Link::wire()
{
    connect(&m_socket, &QTcpSocket::connected, this, &Link::send);
    connect(&m_socket, &QTcpSocket::readyRead, this, &Link::receive);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, &Link::failed);
    connect(&m_timeout, &QTimer::timeout, this, &Link::timedOut);
}

void Link::start(int number)
{
    Q_ASSERT(!m_isBusy);
    m_isBusy = true;
    m_result = {};
    m_result.number = number;
    m_result.startNs = m_setup.now().count();
    const bool isKept = m_socket.state() == QAbstractSocket::ConnectedState;
    m_clientRequest = {0, m_result.startNs, -1, -1, isKept ? m_clientRequest.ordinal : 0};
    if (m_setup.log)
        notify(m_setup.log->begin(m_clientRequest));
    if (m_setup.plan.timeout > std::chrono::nanoseconds(0))
        m_timeout.start(std::chrono::ceil<std::chrono::milliseconds>(m_setup.plan.timeout));
    isKept ? send() : connectAnew();
}

void Link::connectAnew()
{
    if (!m_isBusy) // cancelled or timed out meanwhile
        return;
    m_clientRequest.ordinal = 0;
    m_clientRequest.port = 0;
    m_clientRequest.sentNs = m_result.sentNs = -1;
    m_socket.connectToHost(m_setup.plan.host, m_setup.plan.port);
}

void Link::abort()
{
    end(cancelled());
}

QByteArray Link::requestOf(const Plan &plan, int number)
{
    QByteArray target = plan.targets[(number - 1) % plan.targets.size()];
    target.replace("{n}", QByteArray::number(number));
    const bool isIPv6 = plan.host.protocol() == QAbstractSocket::IPv6Protocol;
    // Without the zone ("%eth0"): it means nothing to the server.
    const QByteArray address = plan.host.toString().section(u'%', 0, 0).toLatin1();
    const QByteArray host = isIPv6 ? '[' + address + ']' : address;
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + ':' + QByteArray::number(plan.port) +
           "\r\nUser-Agent: Overlap\r\n" + (plan.keepsAlive ? "" : "Connection: close\r\n") +
           "\r\n";
}

// Logged before it is written: when the server sees the request, the log already has it.
void Link::send()
{
    m_reader = {};
    m_hasAnswer = false;
    m_clientRequest.port = m_socket.localPort();
    ++m_clientRequest.ordinal;
    m_clientRequest.sentNs = m_result.sentNs = m_setup.now().count();
    if (m_setup.log)
        notify(m_setup.log->update(m_clientRequest));
    m_socket.write(requestOf(m_setup.plan, m_result.number));
    m_socket.flush();
}

void Link::receive()
{
    if (!m_isBusy) {
        m_socket.abort(); // bytes without a request
        return;
    }
    m_hasAnswer = true;
    m_reader.receive(m_socket.readAll());
    if (m_reader.state() == ResponseReader::State::Complete)
        end({});
    else if (m_reader.state() == ResponseReader::State::Failed)
        end(m_reader.error());
}

void Link::failed(QAbstractSocket::SocketError error)
{
    if (!m_isBusy) {
        m_socket.abort();
        return;
    }
    // The server may close a kept connection just when it is used again. If there is no answer yet,
    // a GET may be sent again (RFC 9112 §9.3.1).
    if (m_clientRequest.ordinal > 1 && !m_hasAnswer && m_socket.bytesAvailable() == 0) {
        m_socket.abort();
        // Queued: the socket is still closing while it emits this signal.
        QMetaObject::invokeMethod(this, &Link::connectAnew, Qt::QueuedConnection);
        return;
    }
    if (error != QAbstractSocket::RemoteHostClosedError) {
        end(m_socket.errorString());
        return;
    }
    m_reader.receive(m_socket.readAll());
    m_reader.finish();
    end(m_reader.error());
}

void Link::timedOut()
{
    end(u"no answer within the time-out"_s);
}

void Link::end(const QString &error)
{
    if (!m_isBusy)
        return;
    m_isBusy = false;
    m_timeout.stop();
    m_clientRequest.endNs = m_setup.now().count();
    if (error.isEmpty()) {
        m_clientRequest.status = quint16(m_reader.status());
        m_result.status = m_reader.status();
        m_result.answeredNs = m_clientRequest.endNs;
    }
    m_result.error = error;
    if (m_setup.log)
        notify(m_setup.log->update(m_clientRequest));
    if (!error.isEmpty() || !m_setup.plan.keepsAlive || !m_reader.keepsAlive())
        m_socket.abort();
    Q_EMIT ended();
}

void Link::notify(bool isFirst)
{
    if (isFirst)
        Q_EMIT logReady();
}

} // namespace overlap::load
