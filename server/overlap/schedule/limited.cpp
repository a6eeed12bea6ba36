#include "overlap/schedule/limited.h"

#include <algorithm>

namespace overlap::schedule {

Limited::Limited(net::Handler handler, int limit)
    : m_handler(std::move(handler))
    , m_limit(std::max(1, limit))
{
}

void Limited::handle(net::Call &&call)
{
    bool runsNow = false;
    {
        const QMutexLocker lock(&m_mutex);
        const quint64 number = ++m_lastNumber;
        call.whenEnded([this, number] { ended(number); });
        runsNow = m_running < m_limit;
        if (runsNow)
            ++m_running;
        else
            m_queue.emplace_hint(m_queue.end(), number, call.address());
    }
    if (runsNow)
        m_handler(std::move(call));
    else
        std::move(call).park(record::Phase::Queued, m_handler);
}

// A call that ended in the queue frees no place. Otherwise the place goes to the call that has
// waited longest.
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
