#include "overlap/net/mailbox.h"

#include "overlap/net/connection.h"
#include "overlap/net/loop.h"

namespace overlap::net {

Mailbox::Mailbox(Loop &loop, Clock clock)
    : m_thread(QThread::currentThread())
    , m_threads(clock)
    , m_loop(&loop)
{
}

Connection *Mailbox::find(CallId call) const
{
    Connection *const connection = m_loop ? m_loop->find(call.connection) : nullptr;
    return connection && connection->isHandling(call.ordinal) ? connection : nullptr;
}

void Mailbox::queue(Errand errand)
{
    const QMutexLocker lock(&m_mutex);
    if (!m_loop)
        return;
    m_queued.push_back(std::move(errand));
    if (m_queued.size() == 1)
        QMetaObject::invokeMethod(
            m_loop, [this] { runQueued(); }, Qt::QueuedConnection);
}

std::vector<Mailbox::Errand> Mailbox::takeQueued()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_queued, {});
}

void Mailbox::runQueued()
{
    for (const Errand &errand : takeQueued()) {
        if (Connection *const connection = find(errand.call))
            errand.what(*connection);
    }
}

void Mailbox::close()
{
    Q_ASSERT(isHere());
    m_threads.abandon(http::Time::min());
    std::vector<Errand> dropped; // ends after the lock: its calls come back here as they end
    const QMutexLocker lock(&m_mutex);
    m_loop = nullptr;
    dropped.swap(m_queued);
}

} // namespace overlap::net
