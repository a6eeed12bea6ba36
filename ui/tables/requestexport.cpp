#include "requestexport.h"

#include <QDeadlineTimer>
#include <QTimerEvent>

namespace overlap::ui {

RequestExport::RequestExport(const record::Store &store, RequestCsv csv, RequestList list,
                             const QString &file, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_csv(std::move(csv))
    , m_list(std::move(list))
    , m_file(file)
{
    if (m_file.open(QIODevice::WriteOnly))
        m_file.write(m_csv.titles());
    m_timer.start(0, this);
}

void RequestExport::write(const RequestItem &item)
{
    m_file.write(m_csv.line(item));
    ++m_written;
}

void RequestExport::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    constexpr auto slice = std::chrono::milliseconds(8);
    const QDeadlineTimer until(slice, Qt::PreciseTimer);
    const size_t inFlight = m_list.inFlight.size();
    while (m_next < inFlight + m_list.finished.size() && m_file.error() == QFileDevice::NoError) {
        if (until.hasExpired())
            return;
        const size_t at = m_next++;
        if (at < inFlight) {
            const auto &flight = m_list.inFlight[at];
            write({flight.record, flight.target, m_list.nowNs, nullptr, 0, &m_list.wallClock});
        } else if (const record::Row row = m_list.finished[at - inFlight];
                   row >= m_store.firstRow()) {
            write({m_store.record(row), m_store.target(row), 0, &m_store, row, &m_list.wallClock});
        }
    }
    finish();
}

void RequestExport::finish()
{
    m_timer.stop();
    const bool isSaved = m_file.isOpen() && m_file.commit();
    Q_EMIT finished(m_written, m_next - m_written, isSaved ? QString() : m_file.errorString());
    deleteLater();
}

} // namespace overlap::ui
