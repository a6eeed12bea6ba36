#include "overlap/serverrunner.h"

#include "overlap/host.h"
#include "overlap/net/ports.h"
#include "overlap/net/server.h"

namespace overlap {

ServerRunner::ServerRunner(const net::Clock &clock) : m_clock(clock)
{
    m_draining.setSingleShot(true);
    m_draining.setTimerType(Qt::PreciseTimer);
    connect(&m_draining, &QTimer::timeout, this, &ServerRunner::abort);
}

ServerRunner::~ServerRunner()
{
    if (m_server) {
        m_server->disconnect(this);
        abort();
    }
    join();
}

void ServerRunner::start(const Settings &settings, std::unique_ptr<net::Server> server)
{
    Q_ASSERT(m_state == State::Stopped);
    m_settings = settings;
    m_waiting = std::move(server);
    m_listening.host = hostFrom(settings.host);
    setState(State::Starting);
    if (m_listening.host.isEmpty()) {
        fail(badHost(settings.host));
        return;
    }
    m_lookup.find(m_listening.host, [this](const QList<QHostAddress> &addresses) {
        addresses.isEmpty() ? fail(unknownHost(m_listening.host)) : open(addresses);
    });
}

void ServerRunner::open(const QList<QHostAddress> &addresses)
{
    m_addresses = addresses;
    m_server = m_waiting.release();
    wire();
    m_thread = std::make_unique<QThread>();
    m_thread->setObjectName(QStringLiteral("server"));
    m_server->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_server, &QObject::deleteLater);
    m_settings.connections.transport.prepareThread(*m_thread);
    m_thread->start();
    QMetaObject::invokeMethod(
        m_server,
        [server = m_server, addresses, port = m_settings.port] { server->open(addresses, port); },
        Qt::QueuedConnection);
}

void ServerRunner::wire()
{
    connect(m_server, &net::Server::opened, this, &ServerRunner::takeOpened);
    connect(m_server, &net::Server::ended, this, &ServerRunner::end);
    connect(m_server, &net::Server::failed, this, [this](const net::ListenError &error) {
        join();
        fail(problemOf(error, m_listening.host, m_addresses));
    });
    connect(m_server, &net::Server::acceptingResumed, this, &ServerRunner::acceptingResumed);
    connect(m_server, &net::Server::acceptingPaused, this,
            [this] { Q_EMIT problemOccurred(acceptingPaused()); });
}

void ServerRunner::takeOpened(const QList<QHostAddress> &addresses, quint16 port)
{
    m_listening.addresses = addresses;
    m_listening.port = port;
    m_url = m_listening.urlsHere(Machine::current()).constFirst();
    if (m_state != State::Starting) // it was stopped meanwhile
        return;
    setState(State::Serving);
    if (net::browsersRefuse(port))
        Q_EMIT problemOccurred(refusedByBrowsers(port));
}

void ServerRunner::stop()
{
    if (m_state == State::Stopping) {
        abort();
        return;
    }
    if (m_state == State::Stopped)
        return;
    if (!m_server) { // the host is still looked up
        m_lookup.cancel();
        setState(State::Stopped);
        return;
    }
    setState(State::Stopping);
    m_server->abandon(m_clock.now() + m_settings.drainWithin);
    command(&net::Server::drain);
    m_draining.start(std::chrono::duration_cast<std::chrono::milliseconds>(m_settings.drainWithin));
}

void ServerRunner::abort()
{
    m_server->abandon(http::Time::min());
    command(&net::Server::abort);
}

template <typename Command>
void ServerRunner::command(Command what)
{
    QMetaObject::invokeMethod(m_server, what, Qt::QueuedConnection);
}

void ServerRunner::end()
{
    if (!m_server)
        return; // it could not listen
    m_draining.stop();
    join();
    Q_EMIT ended();
    setState(State::Stopped);
}

void ServerRunner::join()
{
    if (m_thread) {
        m_thread->quit();
        m_thread->wait();
        m_thread.reset();
    }
    m_server = nullptr;
}

void ServerRunner::fail(const Problem &problem)
{
    setState(State::Stopped);
    Q_EMIT problemOccurred(problem);
}

void ServerRunner::setState(State next)
{
    m_state = next;
    if (next == State::Stopped) {
        m_waiting.reset();
        m_listening = {};
        m_url.clear();
    }
    Q_EMIT stateChanged(next);
}

} // namespace overlap
