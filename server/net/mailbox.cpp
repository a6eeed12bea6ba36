#include "net/mailbox.h"

#include "net/loop.h"

namespace overlap::net {

Mailbox::Mailbox(Loop &loop, Clock clock)
    : m_thread(QThread::currentThread())
    , m_clock(clock)
    , m_loop(&loop)
{
}

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

void Mailbox::queue(quint32 connection, Call call)
{
    Q_ASSERT(QThread::currentThread() == m_thread);
    if (m_loop)
        m_loop->queue(connection, std::move(call));
}

void Mailbox::giveTurn(Turn turn)
{
    const QMutexLocker lock(&m_mutex);
    if (!m_loop)
        return;
    m_turns.push_back(std::move(turn));
    if (m_turns.size() == 1)
        QMetaObject::invokeMethod(m_loop, &Loop::giveTurns, Qt::QueuedConnection);
}

std::shared_ptr<Hold> Mailbox::hold(quint32 connection)
{
    Q_ASSERT(QThread::currentThread() == m_thread);
    if (m_loop)
        return m_loop->hold(connection);
    auto hold = std::make_shared<Hold>();
    hold->gone = true;
    return hold;
}

bool Mailbox::sleep(std::chrono::nanoseconds duration, const Hold &hold)
{
    const http::Time until = m_clock.now() + duration;
    const QMutexLocker lock(&m_mutex);
    while (until <= abandonedAt() && !hold.gone) {
        const http::Time left = until - m_clock.now();
        if (left <= http::Time(0))
            return true;
        m_roused.wait(&m_mutex, QDeadlineTimer(left, Qt::PreciseTimer));
    }
    return false;
}

void Mailbox::rouse()
{
    const QMutexLocker lock(&m_mutex); // whoever is about to sleep has seen why, or is roused
    m_roused.wakeAll();
}

std::vector<Mailbox::Turn> Mailbox::collectTurns()
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
    abandon(http::Time::min());
    const QMutexLocker lock(&m_mutex);
    m_loop = nullptr;
    m_letters.clear();
    m_turns.clear();
}

void Mailbox::abandon(http::Time at)
{
    http::Time was = abandonedAt();
    while (at < was && !m_abandonedAt.compare_exchange_weak(was, at))
        ;
    rouse();
}

bool Mailbox::isAbandoned(std::chrono::nanoseconds stillNeeded) const
{
    const http::Time at = abandonedAt();
    return at != http::never && m_clock.now() + stillNeeded > at;
}

} // namespace overlap::net
