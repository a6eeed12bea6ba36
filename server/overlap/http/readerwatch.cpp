#include "overlap/http/readerwatch.h"

namespace overlap::http {

ReaderWatch::ReaderWatch(qint64 queued, qint64 confirmed, const Limits &limits, Time now)
{
    note(queued, confirmed, limits, now);
}

bool ReaderWatch::look(qint64 queued, qint64 confirmed, const Limits &limits, Time now)
{
    // Whoever has taken all that there was at the last look takes what there is. And a look that is
    // late by half a window tells of a loop that was too busy to send more.
    const bool isLate = now > later(m_next, limits.writeWindow / 2);
    if (confirmed >= m_queued || isLate)
        m_looks = 0;
    const qint64 windowAgo = m_confirmed[std::size_t(m_looks % steps)];
    if (m_looks >= steps && confirmed - windowAgo < limits.writtenInWindow)
        return false;
    note(queued, confirmed, limits, now);
    return true;
}

void ReaderWatch::putOff(Time by, const Limits &limits, Time now)
{
    m_next = qMin(later(now, step(limits)), later(m_next, by));
}

Time ReaderWatch::step(const Limits &limits)
{
    return limits.writeWindow == never ? never : limits.writeWindow / steps;
}

void ReaderWatch::note(qint64 queued, qint64 confirmed, const Limits &limits, Time now)
{
    m_confirmed[std::size_t(m_looks % steps)] = confirmed;
    ++m_looks;
    m_queued = queued;
    m_next = later(now, step(limits));
}

} // namespace overlap::http
