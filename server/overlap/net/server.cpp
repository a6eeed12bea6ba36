#include "overlap/net/server.h"

#include "overlap/net/platform/nativesocket.h"

#include <algorithm>

namespace overlap::net {

namespace {

constexpr std::chrono::milliseconds firstBackOff{100};
constexpr std::chrono::milliseconds lastBackOff{1000};

} // namespace

Server::Server(Loop::Setup setup, std::vector<record::Journal *> journals)
    : m_setup(std::move(setup))
    , m_journals(std::move(journals))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Server::retry);
}

Server::~Server() = default;

Loop::Setup Server::setupWith(record::Journal *journal) const
{
    Loop::Setup setup = m_setup;
    setup.journal = journal;
    return setup;
}

void Server::openLoops()
{
    const QMutexLocker lock(&m_mutex);
    m_mailboxes.push_back(m_loop.emplace(setupWith(m_journals.front())).mailbox());
    connect(&*m_loop, &Loop::emptied, this, &Server::loopEmptied);
    for (std::size_t i = 1; i < m_journals.size(); ++i) {
        m_others.push_back(
            std::make_unique<LoopThread>(setupWith(m_journals[i]), int(m_others.size()) + 2));
        m_mailboxes.push_back(m_others.back()->mailbox());
        connect(m_others.back().get(), &LoopThread::emptied, this, &Server::loopEmptied);
    }
    for (const auto &mailbox : m_mailboxes)
        mailbox->threads().abandon(m_abandonedAt);
}

void Server::loopEmptied()
{
    if (++m_emptied == m_journals.size())
        Q_EMIT ended();
}

void Server::open(const QList<QHostAddress> &addresses, quint16 port)
{
    m_limits = raiseDescriptorLimit();
    openLoops();
    auto listening = listenOn(addresses, port);
    if (const auto *error = std::get_if<ListenError>(&listening)) {
        Q_EMIT failed(*error);
        return;
    }
    m_listeners = std::get<TcpListeners>(std::move(listening));
    QList<QHostAddress> opened;
    for (const auto &listener : m_listeners) {
        connect(listener.get(), &TcpListener::connected, this, &Server::take);
        connect(listener.get(), &TcpListener::crowded, this, &Server::pause);
        listener->acceptBy(m_setup.connections.transport);
        if (const int bytes = m_setup.connections.kernelBuffer; bytes > 0)
            setKernelBuffers(listener->socketDescriptor(), bytes);
        opened += listener->serverAddress();
    }
    Q_EMIT this->opened(opened, m_listeners.front()->serverPort());
}

void Server::drain()
{
    // Connections that wait in the backlog came before the stop.
    for (const auto &listener : m_listeners)
        listener->acceptWaiting();
    stopListening();
    m_loop->drain();
    for (const auto &other : m_others)
        other->drain();
}

void Server::abort()
{
    stopListening();
    m_loop->abort();
    for (const auto &other : m_others)
        other->abort();
}

void Server::abandon(http::Time at)
{
    const QMutexLocker lock(&m_mutex);
    m_abandonedAt = at;
    for (const auto &mailbox : m_mailboxes)
        mailbox->threads().abandon(at);
}

void Server::take(qintptr descriptor, const std::optional<Transport::Peer> &peer)
{
    if (descriptor >= m_limits.closeFrom) {
        closeDescriptor(descriptor);
        pause();
        return;
    }
    const bool tooMany = m_setup.counters->open >= m_limits.connections;
    const Loop::Accepted accepted{descriptor, peer, tooMany || descriptor >= m_limits.refuseFrom};
    if (m_next == 0)
        m_loop->accept(accepted);
    else
        m_others[m_next - 1]->accept(accepted);
    m_next = (m_next + 1) % m_journals.size();
}

void Server::enableAccepting(bool enabled)
{
    for (const auto &listener : m_listeners)
        listener->setAccepting(enabled);
}

void Server::pause()
{
    if (m_listeners.empty())
        return;
    if (m_backOff == std::chrono::milliseconds{0})
        Q_EMIT acceptingPaused();
    m_isPaused = true;
    enableAccepting(false);
    m_backOff = std::clamp(m_backOff * 2, firstBackOff, lastBackOff);
    m_retry.start(m_backOff);
}

// First accepts again. If that has worked until the timer fires once more, the problem is over.
void Server::retry()
{
    if (std::exchange(m_isPaused, false)) {
        enableAccepting(true);
        m_retry.start(m_backOff);
    } else {
        m_backOff = {};
        Q_EMIT acceptingResumed();
    }
}

void Server::stopListening()
{
    m_retry.stop();
    m_listeners.clear();
}

} // namespace overlap::net
