#include "overlap/schedule/limited.h"

namespace overlap::schedule {

Limited::Limited(net::Handler handler, int most) : m_handler(std::move(handler)), m_most(most)
{
    Q_ASSERT(most >= 1);
}

void Limited::handle(net::Call call)
{
    bool hasTurn = false;
    {
        const QMutexLocker lock(&m_mutex);
        const quint64 number = ++m_last;
        call.whenEnded([this, number] { ended(number); });
        hasTurn = m_running < m_most;
        if (hasTurn)
            ++m_running;
        else
            m_queue.emplace_hint(m_queue.end(), number, call.address());
    }
    if (hasTurn)
        m_handler(std::move(call));
    else
        std::move(call).park(record::Phase::Queued, m_handler);
}

// One that leaves the queue gives up nothing; any other's turn goes to who has waited for longest.
void Limited::ended(quint64 number)
{
    const QMutexLocker lock(&m_mutex);
    if (m_queue.erase(number) > 0)
        return;
    if (m_queue.empty()) {
        --m_running;
        return;
    }
    m_queue.begin()->second.resume();
    m_queue.erase(m_queue.begin());
}

} // namespace overlap::schedule
