#include "overlap/net/loop.h"

#include "overlap/net/connection.h"
#include "overlap/net/descriptors.h"
#include "overlap/net/platform/nativesocket.h"
#include "overlap/net/platform/threadlocals_mingw.h"

#include <QAbstractEventDispatcher>

#include <algorithm>

namespace overlap::net {

using http::Time;

namespace {

// Larger than nearly all requests, so that one call receives a whole request.
constexpr std::size_t receiveBufferSize = 64 * 1024;
// Deadlines are in seconds. Checking them costs a loop over all connections, so not more often.
constexpr Time betweenDeadlines = std::chrono::milliseconds(20);
// Closed connections are deleted at the end of an iteration, as an event for that would cost
// another poll; or when there are so many.
constexpr std::size_t mostClosed = 1024;
// So many clients may open new connections in turn without making new transports.
constexpr std::size_t mostClosedTransports = 128;
// How long the Date field may be wrong after the wall clock was set.
constexpr Time betweenAnchors = std::chrono::seconds(1);

record::ConnectionOpened opened(quint32 id, Time now, const Transport::Peer &peer)
{
    record::ConnectionOpened event;
    event.connection = id;
    event.atNs = now.count();
    event.peerAddress = peer.address;
    event.peerPort = peer.port;
    return event;
}

} // namespace

Loop::Loop(Setup setup)
    : m_setup(std::move(setup))
    , m_workspace{m_setup.connections.limits}
    , m_buffer(receiveBufferSize)
    , m_mailbox(std::make_shared<Mailbox>(*this, m_setup.clock))
    , m_waits(m_setup.clock, [this](quint32 connection) { find(connection)->wake(); })
    , m_monitor(*m_setup.journal, {[this] {
                                       QMetaObject::invokeMethod(
                                           this,
                                           [this] { endIteration(LoopMonitor::EndedBy::Event); },
                                           Qt::QueuedConnection);
                                   },
                                   [] { QAbstractEventDispatcher::instance()->interrupt(); }})
{
    m_deadlines.setSingleShot(true);
    // Under load, Windows' dispatcher delivers coarse timers only when nothing else is there.
    m_deadlines.setTimerType(Qt::PreciseTimer);
    connect(&m_deadlines, &QTimer::timeout, this, &Loop::expireDeadlines);
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
            [this] { endIteration(LoopMonitor::EndedBy::Waiting); });
    m_anchored = now();
    m_workspace.heads.date().anchor(m_anchored, m_setup.clock.wall());
}

Loop::~Loop()
{
    m_mailbox->close();
    m_setup.counters->open -= qsizetype(m_connections.size());
    m_connections.clear();
    for (const Accepted &accepted : m_handedOver)
        closeDescriptor(accepted.descriptor);
}

void Loop::accept(const Accepted &accepted)
{
    std::unique_ptr<Transport> transport = transportFor(accepted.descriptor);
    if (!transport)
        return;
    Connection &connection = adopt(std::move(transport), accepted.peer);
    if (accepted.refuse)
        connection.refuse();
    else if (m_stopping)
        connection.drain();
}

std::unique_ptr<Transport> Loop::transportFor(qintptr descriptor)
{
    if (!m_closedTransports.empty()) {
        std::unique_ptr<Transport> transport = std::move(m_closedTransports.back());
        m_closedTransports.pop_back();
        if (transport->reopen(descriptor))
            return transport;
    }
    const ConnectionOptions &options = m_setup.connections;
    return options.transport.adopt(descriptor, options.limits.readAhead);
}

void Loop::acceptLater(const Accepted &accepted)
{
    const QMutexLocker lock(&m_mutex);
    m_handedOver.push_back(accepted);
    if (m_handedOver.size() == 1)
        QMetaObject::invokeMethod(this, &Loop::acceptHandedOver, Qt::QueuedConnection);
}

void Loop::acceptHandedOver()
{
    std::vector<Accepted> handedOver;
    {
        const QMutexLocker lock(&m_mutex);
        handedOver.swap(m_handedOver);
    }
    for (const Accepted &accepted : handedOver)
        accept(accepted);
}

Connection &Loop::adopt(std::unique_ptr<Transport> transport,
                        const std::optional<Transport::Peer> &peer)
{
    const quint32 id = ++m_setup.counters->connections;
    ++m_setup.counters->open;
    const bool isJournaled = journal().write(opened(id, now(), peer ? *peer : transport->peer()));
    Connection &connection =
        m_connections.try_emplace(id, *this, id, std::move(transport), isJournaled).first->second;
    deadlineMoved(connection.deadline());
    return connection;
}

Connection *Loop::find(quint32 connection)
{
    const auto at = m_connections.find(connection);
    return at == m_connections.end() ? nullptr : &at->second;
}

void Loop::wakeReader()
{
    if (journal().takeWakeUp())
        m_setup.wakeReader();
}

void Loop::announceAll(Time time)
{
    for (const quint32 id : m_toAnnounce) {
        if (Connection *const connection = find(id))
            connection->announce(time);
    }
    m_toAnnounce.clear();
}

void Loop::endIteration(LoopMonitor::EndedBy by)
{
    const Time time = m_setup.clock.now();
    announceAll(time);
    deleteClosed();
    m_monitor.end(m_setup.clock.now(), by);
    wakeReader();
    if (time - m_anchored >= betweenAnchors) {
        m_anchored = time;
        m_workspace.heads.date().anchor(time, m_setup.clock.wall());
    }
}

void Loop::deadlineMoved(Time deadline)
{
    if (deadline >= m_nextDeadline)
        return;
    // A deadline that moves to later is noticed at its old time; keep-alive moves it with each
    // request. Deadlines closer than betweenDeadlines are rounded up, and never restart the timer.
    const Time time = now();
    const Time due = std::max(deadline, time + betweenDeadlines);
    if (due >= m_nextDeadline)
        return;
    m_nextDeadline = due;
    m_deadlines.start(std::chrono::ceil<std::chrono::milliseconds>(due - time));
}

void Loop::expireDeadlines()
{
    const Time time = now();
    m_nextDeadline = http::never;
    Time next = http::never;
    forEach([&](Connection &connection) {
        if (connection.deadline() <= time)
            connection.expire();
        else
            next = std::min(next, connection.deadline());
    });
    deadlineMoved(next);
}

template <typename Visit>
void Loop::forEach(Visit visit)
{
    std::vector<Connection *> connections;
    connections.reserve(m_connections.size());
    for (auto &[id, connection] : m_connections)
        connections.push_back(&connection);
    for (Connection *connection : connections) // closed ones are deleted later
        visit(*connection);
}

void Loop::proceedLater(quint32 connection)
{
    if (m_interrupted.empty())
        QMetaObject::invokeMethod(this, &Loop::proceed, Qt::QueuedConnection);
    m_interrupted.push_back(connection);
}

void Loop::proceed()
{
    for (const quint32 id : std::exchange(m_interrupted, {})) {
        if (Connection *const connection = find(id))
            connection->proceed();
    }
}

void Loop::drain()
{
    m_stopping = true;
    forEach([](Connection &connection) { connection.drain(); });
    checkEmpty();
}

void Loop::abort()
{
    m_stopping = true;
    m_mailbox->threads().abandon(Time::min());
    forEach([](Connection &connection) { connection.abort(); });
    checkEmpty();
}

void Loop::close(quint32 connection)
{
    --m_setup.counters->open;
    const auto at = m_connections.find(connection);
    if (at->second.isJournaled())
        journal().write(
            record::ConnectionClosed{connection, now().count(), at->second.closeReason()});
    m_closed.push_back(m_connections.extract(at));
    if (m_closed.size() == mostClosed)
        QMetaObject::invokeMethod(this, &Loop::deleteClosed, Qt::QueuedConnection);
    checkEmpty();
}

void Loop::deleteClosed()
{
    for (auto &closed : m_closed) {
        if (m_closedTransports.size() < mostClosedTransports)
            m_closedTransports.push_back(closed.mapped().takeTransport());
    }
    m_closed.clear();
}

void Loop::checkEmpty()
{
    if (m_stopping && m_connections.empty() && !std::exchange(m_emptied, true))
        Q_EMIT emptied();
}

} // namespace overlap::net
