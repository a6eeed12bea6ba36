#include "net/server.h"

#include "net/connection.h"
#include "net/descriptors.h"

#include <algorithm>

namespace overlap::net {

namespace {

// Qt's default of 50 makes the kernel refuse the bursts that this server is there to show.
constexpr int backlog = 4096;
constexpr std::chrono::milliseconds firstBackOff{100};
constexpr std::chrono::milliseconds lastBackOff{1000};

} // namespace

Server::Server(Loop::Setup setup) : m_setup(std::move(setup))
{
    setListenBacklogSize(backlog);
    wire();
}

Server::~Server() = default;

void Server::wire()
{
    connect(this, &QTcpServer::acceptError, this, &Server::pauseAndRetry);
}

void Server::open(const QHostAddress &address, quint16 port)
{
    m_mostConnections = raiseDescriptorLimit();
    {
        const QMutexLocker lock(&m_mutex);
        m_mailbox = m_loop.emplace(m_setup).mailbox();
        if (m_abandoned)
            m_mailbox->abandon();
    }
    connect(&*m_loop, &Loop::emptied, this, [this] {
        if (!std::exchange(m_ended, true))
            Q_EMIT ended();
    });
    if (!listen(address, port)) {
        Q_EMIT failed(serverError(), errorString());
        return;
    }
    prepareListener(socketDescriptor());
    Q_EMIT opened(serverPort());
}

void Server::drain()
{
    close();
    m_loop->drain();
}

void Server::abort()
{
    close();
    m_loop->abort();
}

void Server::abandon()
{
    const QMutexLocker lock(&m_mutex);
    m_abandoned = true;
    if (m_mailbox)
        m_mailbox->abandon();
}

void Server::incomingConnection(qintptr descriptor)
{
    m_backOff = {};
    auto transport = adoptDescriptor(descriptor, m_setup.carrier, m_setup.limits.readAhead);
    if (!transport)
        return;
    const bool full = m_loop->connectionCount() >= m_mostConnections;
    Connection &connection = m_loop->adopt(std::move(transport));
    if (full)
        connection.turnAway();
}

void Server::pauseAndRetry()
{
    // QTcpServer stops accepting for good at an error such as running out of descriptors.
    if (m_backOff == std::chrono::milliseconds{0})
        Q_EMIT acceptingPaused();
    m_backOff = std::clamp(m_backOff * 2, firstBackOff, lastBackOff);
    QTimer::singleShot(m_backOff, this, [this] { resumeAccepting(); });
}

} // namespace overlap::net
