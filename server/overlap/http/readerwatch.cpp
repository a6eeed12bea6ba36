#include "overlap/http/readerwatch.h"

namespace overlap::http {

ReaderWatch::ReaderWatch(qint64 queued, qint64 confirmed, const Limits &limits, Time now)
{
    note(queued, confirmed, limits, now);
}

bool ReaderWatch::check(qint64 queued, qint64 confirmed, const Limits &limits, Time now)
{
    // The window begins anew in two cases. The peer confirmed all that was queued at the last
    // check. Or this check is late by half a window: then the loop was too busy to send more.
    const bool isLate = now > later(m_nextCheck, limits.writeWindow / 2);
    if (confirmed >= m_queued || isLate)
        m_checks = 0;
    const qint64 windowAgo = m_confirmed[std::size_t(m_checks % steps)];
    if (m_checks >= steps && confirmed - windowAgo < limits.writtenInWindow)
        return false;
    note(queued, confirmed, limits, now);
    return true;
}

void ReaderWatch::postpone(Time by, const Limits &limits, Time now)
{
    m_nextCheck = qMin(later(now, step(limits)), later(m_nextCheck, by));
}

Time ReaderWatch::step(const Limits &limits)
{
    return limits.writeWindow == never ? never : limits.writeWindow / steps;
}

void ReaderWatch::note(qint64 queued, qint64 confirmed, const Limits &limits, Time now)
{
    m_confirmed[std::size_t(m_checks % steps)] = confirmed;
    ++m_checks;
    m_queued = queued;
    m_nextCheck = later(now, step(limits));
}

} // namespace overlap::http
