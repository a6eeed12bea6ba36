#include "load/trip.h"

namespace overlap::load {

Trip::Trip(const Plan &plan, int number, const std::function<http::Time()> &now, QObject *parent)
    : QObject(parent)
    , m_plan(plan)
    , m_now(now)
    , m_socket(this)
{
    m_result.number = number;
    wire();
}

void Trip::wire()
{
    connect(&m_socket, &QTcpSocket::connected, this, &Trip::send);
    connect(&m_socket, &QTcpSocket::readyRead, this, &Trip::receive);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, &Trip::failed);
}

void Trip::begin()
{
    m_socket.connectToHost(m_plan.host, m_plan.port);
}

void Trip::abort()
{
    end(cancelled());
}

QByteArray Trip::requestOf(const Plan &plan, int number)
{
    QByteArray target = plan.targets[(number - 1) % plan.targets.size()];
    target.replace("{n}", QByteArray::number(number));
    const bool isIPv6 = plan.host.protocol() == QAbstractSocket::IPv6Protocol;
    const QByteArray address = plan.host.toString().toLatin1();
    const QByteArray host = isIPv6 ? '[' + address + ']' : address;
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + ':' + QByteArray::number(plan.port) +
           "\r\nUser-Agent: Overlap\r\nConnection: close\r\n\r\n";
}

void Trip::send()
{
    m_socket.write(requestOf(m_plan, m_result.number));
    m_socket.flush();
    m_result.sentNs = m_now().count();
}

void Trip::receive()
{
    m_reader.receive(m_socket.readAll());
    if (m_reader.state() == ResponseReader::State::Complete)
        end({});
    else if (m_reader.state() == ResponseReader::State::Failed)
        end(m_reader.error());
}

void Trip::failed(QAbstractSocket::SocketError error)
{
    if (error != QAbstractSocket::RemoteHostClosedError) {
        end(m_socket.errorString());
        return;
    }
    m_reader.receive(m_socket.readAll());
    m_reader.finish();
    end(m_reader.error());
}

void Trip::end(const QString &error)
{
    if (m_ended)
        return;
    m_ended = true;
    if (error.isEmpty()) {
        m_result.status = m_reader.status();
        m_result.answeredNs = m_now().count();
    }
    m_result.error = error;
    m_socket.disconnect(this);
    m_socket.abort();
    Q_EMIT ended();
}

} // namespace overlap::load
