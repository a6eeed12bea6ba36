#include "overlap/answers/tallies.h"

namespace overlap::answers {

qint64 Tallies::count(const QByteArray &key)
{
    const QMutexLocker lock(&m_mutex);
    if (m_counts.size() >= mostKeys && !m_counts.contains(key))
        m_counts.clear();
    return ++m_counts[key];
}

std::shared_ptr<Tallies::Ticket> Tallies::enter(const QByteArray &key, qint64 most)
{
    const QMutexLocker lock(&m_mutex);
    qint64 &inFlight = m_inFlight[key];
    if (inFlight >= most)
        return nullptr;
    ++inFlight;
    return std::make_shared<Ticket>(*this, key);
}

void Tallies::leave(const QByteArray &key)
{
    const QMutexLocker lock(&m_mutex);
    if (--m_inFlight[key] == 0)
        m_inFlight.remove(key);
}

void Tallies::clear()
{
    const QMutexLocker lock(&m_mutex);
    m_counts.clear();
}

} // namespace overlap::answers
