#include "connectionfilter.h"

#include <QTimerEvent>

namespace overlap::ui {

using record::Row;

ConnectionFilter::ConnectionFilter(const record::Store &store, Clock clock)
    : m_store(store)
    , m_clock(std::move(clock))
{
}

void ConnectionFilter::setSearch(std::shared_ptr<const Search> search)
{
    if (search == m_search)
        return;
    m_search = std::move(search);
    begin();
}

void ConnectionFilter::begin()
{
    m_timer.stop();
    m_found.clear();
    m_first = m_next = m_store.firstRow();
    if (m_search)
        return m_timer.start(0, this);
    m_shown.reset();
    m_finished.clear();
    m_inFlight.clear();
    Q_EMIT changed();
}

void ConnectionFilter::look(Row end, QDeadlineTimer until, Ids &ids)
{
    constexpr Row stride = 256;
    for (m_next = std::max(m_next, m_store.firstRow()); m_next < end; ++m_next) {
        if (m_search->mayMatch(m_next))
            ids.insert(m_store.record(m_next).connection);
        if (m_next % stride == 0 && until.hasExpired())
            return;
    }
}

void ConnectionFilter::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    constexpr auto slice = std::chrono::milliseconds(8);
    look(m_search->endRow(), QDeadlineTimer(slice, Qt::PreciseTimer), m_found);
    if (m_next < m_search->endRow())
        return;
    m_timer.stop();
    m_shown = m_search;
    m_finished = std::exchange(m_found, {});
    lookAtInFlight();
    Q_EMIT changed();
}

void ConnectionFilter::refresh()
{
    if (!m_search || m_timer.isActive())
        return;
    if (m_store.firstRow() != m_first)
        return begin();
    look(m_search->endRow(), QDeadlineTimer(QDeadlineTimer::Forever), m_finished);
    lookAtInFlight();
}

void ConnectionFilter::lookAtInFlight()
{
    m_inFlight.clear();
    const qint64 nowNs = m_clock();
    for (const record::InFlight &request : m_store.inFlight()) {
        if (m_search->filter().matches(request.record, request.target, nowNs))
            m_inFlight.insert(request.record.connection);
    }
}

bool ConnectionFilter::matches(quint32 connection) const
{
    return isEmpty() || m_finished.contains(connection) || m_inFlight.contains(connection);
}

} // namespace overlap::ui
