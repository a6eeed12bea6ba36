#include "connectionsearch.h"

#include <QTimerEvent>

namespace overlap::ui {

using namespace Qt::StringLiterals;

ConnectionSearch::ConnectionSearch(const record::Store &store, const Selection &selection)
    : m_store(store)
    , m_selection(selection)
{
    connect(&selection, &Selection::changed, this, &ConnectionSearch::begin);
}

void ConnectionSearch::begin()
{
    if (m_connection == m_selection.connection())
        return;
    m_connection = m_selection.connection();
    m_timer.stop();
    m_search.reset();
    if (m_connection != 0) {
        const QString term = u"conn:%1"_s.arg(m_connection);
        m_search = std::make_shared<Search>(m_store, std::get<Filter>(Filter::parse(term)));
        m_timer.start(0, this);
    }
    Q_EMIT changed();
}

void ConnectionSearch::refresh()
{
    if (m_search)
        m_search->refresh();
}

void ConnectionSearch::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    constexpr auto slice = std::chrono::milliseconds(8);
    if (m_search->work(QDeadlineTimer(slice, Qt::PreciseTimer))) {
        m_timer.stop();
        Q_EMIT changed();
    }
}

} // namespace overlap::ui
