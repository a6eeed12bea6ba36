#include "overlap/net/turns.h"

#include <algorithm>

namespace overlap::net {

Turns::Turns(int limit) : m_limit(std::max(1, limit)) {}

void Turns::take(Call &&call, const Handler &then)
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
        then(std::move(call));
    else
        std::move(call).park(record::Phase::Queued, then);
}

// A call that ended in the queue frees no place. Otherwise the place goes to the call that has
// waited longest.
void Turns::ended(quint64 number)
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

} // namespace overlap::net
