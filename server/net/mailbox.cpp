#include "net/mailbox.h"

#include "net/loop.h"

namespace overlap::net {

Mailbox::Mailbox(Loop &loop) : m_thread(QThread::currentThread()), m_loop(&loop) {}

void Mailbox::deliver(Letter letter)
{
    if (QThread::currentThread() == m_thread) {
        if (m_loop)
            m_loop->respond(std::move(letter));
        return;
    }
    const QMutexLocker lock(&m_mutex);
    if (!m_loop)
        return;
    m_letters.push_back(std::move(letter));
    if (m_letters.size() == 1)
        QMetaObject::invokeMethod(m_loop, &Loop::collectLetters, Qt::QueuedConnection);
}

void Mailbox::wait(quint32 connection, Call call, std::chrono::nanoseconds duration,
                   Call::Continuation then)
{
    Q_ASSERT(QThread::currentThread() == m_thread);
    if (m_loop)
        m_loop->wait(connection, std::move(call), duration, std::move(then));
}

void Mailbox::announce(quint32 connection)
{
    if (QThread::currentThread() == m_thread && m_loop)
        m_loop->announce(connection);
}

void Mailbox::queued(quint32 connection)
{
    Q_ASSERT(QThread::currentThread() == m_thread);
    if (m_loop)
        m_loop->queued(connection);
}

bool Mailbox::start(Turn turn, Call &call)
{
    const QMutexLocker lock(&m_mutex);
    if (!m_loop)
        return false;
    m_turns.emplace_back(std::move(turn), std::move(call));
    if (m_turns.size() == 1)
        QMetaObject::invokeMethod(m_loop, &Loop::giveTurns, Qt::QueuedConnection);
    return true;
}

std::vector<std::pair<Mailbox::Turn, Call>> Mailbox::collectTurns()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_turns, {});
}

std::vector<Mailbox::Letter> Mailbox::collect()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_letters, {});
}

void Mailbox::close()
{
    Q_ASSERT(QThread::currentThread() == m_thread);
    std::vector<std::pair<Turn, Call>> ended; // after the lock: they give their turn to others
    const QMutexLocker lock(&m_mutex);
    m_loop = nullptr;
    m_letters.clear();
    ended.swap(m_turns);
}

} // namespace overlap::net
