#include "schedule/limited.h"

namespace overlap::schedule {

Limited::Limited(net::Handler handler, int most) : m_handler(std::move(handler)), m_most(most)
{
    Q_ASSERT(most >= 1);
}

void Limited::handle(net::Call call)
{
    call.whenEnded([this] { ended(); });
    {
        const QMutexLocker lock(&m_mutex);
        if (m_running == m_most) {
            call.queued();
            m_queue.push_back(std::move(call));
            return;
        }
        ++m_running;
    }
    m_handler(std::move(call));
}

// Its place goes to the one that has waited for longest. Where that one's client has gone
// meanwhile, it ends as soon as it has its turn.
void Limited::ended()
{
    std::deque<net::Call> gone; // with their loops; ended after the lock
    const QMutexLocker lock(&m_mutex);
    while (!m_queue.empty()) {
        net::Call next = std::move(m_queue.front());
        m_queue.pop_front();
        if (next.start(m_handler))
            return;
        next.whenEnded({}); // it never had a place to give on
        gone.push_back(std::move(next));
    }
    --m_running;
}

void Limited::drop()
{
    std::deque<net::Call> dropped;
    const QMutexLocker lock(&m_mutex);
    dropped.swap(m_queue);
    for (net::Call &call : dropped)
        call.whenEnded({});
}

} // namespace overlap::schedule
