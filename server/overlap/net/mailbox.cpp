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

void Mailbox::queue(Task task)
{
    const QMutexLocker lock(&m_mutex);
    if (!m_loop)
        return;
    m_queued.push_back(std::move(task));
    if (m_queued.size() == 1)
        QMetaObject::invokeMethod(
            m_loop, [this] { runQueued(); }, Qt::QueuedConnection);
}

std::vector<Mailbox::Task> Mailbox::takeQueued()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_queued, {});
}

void Mailbox::runQueued()
{
    for (const Task &task : takeQueued()) {
        if (Connection *const connection = find(task.call))
            task.what(*connection);
    }
}

void Mailbox::close()
{
    Q_ASSERT(isHere());
    m_threads.abandon(http::Time::min());
    std::vector<Task> dropped; // destroyed after the unlock, as destroyed calls call this mailbox
    const QMutexLocker lock(&m_mutex);
    m_loop = nullptr;
    dropped.swap(m_queued);
}

} // namespace overlap::net
