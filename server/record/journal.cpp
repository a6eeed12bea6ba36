#include "record/journal.h"

namespace overlap::record {

Journal::Journal(quint32 entries, quint32 detailBytes)
    : m_ring(entries)
    , m_details(detailBytes)
    , m_detailBytes(detailBytes)
{
}

void Journal::write(const Entry &entry)
{
    if (const auto *record = std::get_if<Record>(&entry))
        write(*record, {});
    else if (const auto *opened = std::get_if<ConnectionOpened>(&entry))
        open(*opened);
    else if (const auto *closed = std::get_if<ConnectionClosed>(&entry))
        close(*closed);
}

void Journal::write(Record record, const Details &details)
{
    record.detailBytes = 0;
    if (record.outcome == Outcome::InFlight)
        announce(record, details.cut());
    else
        finish(record, details.cut());
}

void Journal::announce(Record record, const Details &details)
{
    if (!hasRoom())
        return;
    record.detailBytes = keep(details);
    push(record);
    m_announced.insert(record.id);
}

void Journal::finish(Record record, const Details &details)
{
    // Most requests are never announced: they are spared the hashing.
    const bool announced = !m_announced.isEmpty() && m_announced.remove(record.id);
    if (!hasRoom()) {
        if (announced)
            owe(record);
        else
            drop();
        return;
    }
    record.detailBytes = keep(details);
    if (record.detailBytes == 0 && !details.isEmpty() && !announced)
        drop();
    else
        push(record);
}

void Journal::open(const ConnectionOpened &opened)
{
    if (!hasRoom()) {
        drop();
        return;
    }
    push(opened);
    m_opened.insert(opened.connection);
}

void Journal::close(const ConnectionClosed &closed)
{
    if (!m_opened.remove(closed.connection))
        return;
    if (hasRoom())
        push(closed);
    else
        owe(closed);
}

bool Journal::hasRoom()
{
    // What is owed is older than what comes now: nothing may overtake it.
    return !m_owing.load(std::memory_order_acquire) && m_ring.hasRoom();
}

void Journal::push(const Entry &entry)
{
    m_ring.push(entry);
    m_fresh = true;
}

void Journal::owe(const Entry &entry)
{
    const std::lock_guard lock(m_owedMutex);
    m_owed.push_back(entry);
    m_owing.store(true, std::memory_order_release);
    m_fresh = true;
}

quint32 Journal::keep(const Details &details)
{
    if (details.isEmpty())
        return 0;
    Details kept = worthKeeping(details);
    char *block = m_details.reserve(packedSize(kept));
    if (!block) {
        kept = details.targetOnly();
        block = m_details.reserve(packedSize(kept));
    }
    if (!block)
        return 0;
    pack(kept, block);
    m_details.commit();
    return packedSize(kept);
}

// Copying every body of a server at full speed would cost more than serving it: what waits to be
// read tells how much comes.
Details Journal::worthKeeping(const Details &details) const
{
    const quint64 unread = m_details.unread();
    if (unread < m_detailBytes / 32)
        return details;
    return unread < m_detailBytes / 8 ? details.withoutBodies() : details.targetOnly();
}

bool Journal::takeWakeUp()
{
    if (!m_fresh)
        return false;
    m_fresh = false;
    // Both sides exchange the same flag, so one comes first: either the reader finds `true` and,
    // by acquiring it, also what was written before, or this finds `false` and tells the reader.
    return !m_told.exchange(true, std::memory_order_acq_rel);
}

void Journal::read(const Reader &reader)
{
    m_told.exchange(false, std::memory_order_acq_rel);
    quint64 end = 0;
    if (m_owing.load(std::memory_order_acquire)) {
        const std::lock_guard lock(m_owedMutex);
        m_settled.swap(m_owed);
        end = m_ring.written(); // before the writer may push again: all of it is older
        m_owing.store(false, std::memory_order_release);
    } else {
        end = m_ring.written();
    }

    while (m_ring.taken() != end) {
        const Entry &entry = *m_ring.front();
        const auto *record = std::get_if<Record>(&entry);
        const bool hasDetails = record && record->detailBytes > 0;
        reader(entry, hasDetails ? unpack(m_details.front().data()) : Details{});
        if (hasDetails)
            m_details.popFront();
        m_ring.popFront();
    }
    for (const Entry &entry : m_settled)
        reader(entry, {});
    m_settled.clear();
}

} // namespace overlap::record
