#include "overlap/recorder.h"

namespace overlap {

Recorder::Recorder(const net::Clock &clock, std::chrono::milliseconds betweenReads)
    : m_clock(clock)
    , m_betweenReads(betweenReads)
    , m_wallTimes(clock.now().count(), clock.wall().count())
{
    m_reading.setSingleShot(true);
    connect(&m_reading, &QTimer::timeout, this, &Recorder::read);
}

void Recorder::wake()
{
    QMetaObject::invokeMethod(this, &Recorder::readSoon, Qt::QueuedConnection);
}

void Recorder::readSoon()
{
    if (!m_reading.isActive())
        m_reading.start(m_betweenReads);
}

void Recorder::read()
{
    m_wallTimes.anchor(m_clock.now().count(), m_clock.wall().count());
    record::StoreChange change = m_store.absorb(m_journals.all());
    change.clientRequestsChanged = m_clientRequests.absorb(m_clientLog, m_store, change);
    if (change.any())
        Q_EMIT storeChanged(change);
}

void Recorder::clear()
{
    read();
    record::StoreChange change;
    change.firstForgotten = m_store.firstRow();
    m_store.clear();
    m_clientRequests.clear();
    change.endForgotten = change.firstAdded = change.endAdded = m_store.firstRow();
    change.inFlightChanged = change.connectionsChanged = change.clientRequestsChanged = true;
    Q_EMIT storeChanged(change);
}

void Recorder::restore()
{
    read();
    m_store.restore();
    m_clientRequests.restore();
    record::StoreChange change;
    change.firstForgotten = change.endForgotten = m_store.firstRow();
    change.firstAdded = change.endAdded = m_store.endRow();
    change.inFlightChanged = change.connectionsChanged = change.clientRequestsChanged = true;
    change.loopsChanged = change.rowsRestored = true;
    Q_EMIT storeChanged(change);
}

} // namespace overlap
