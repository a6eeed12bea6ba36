#include "overlap/record/journal.h"

namespace overlap::record {

Journal::Journal(quint32 entries, quint32 detailBytes) : m_entries(entries), m_details(detailBytes)
{
}

bool Journal::write(const Entry &entry)
{
    if (const auto *record = std::get_if<Record>(&entry))
        return write(*record, {});
    if (const auto *opened = std::get_if<ConnectionOpened>(&entry))
        return open(*opened);
    if (const auto *span = std::get_if<LoopSpan>(&entry)) {
        if (hasRoom())
            push(*span);
        return true;
    }
    if (const auto *times = std::get_if<UpstreamTimes>(&entry))
        return announce(*times);
    close(std::get<ConnectionClosed>(entry));
    return true;
}

bool Journal::write(Record record, const Details &details)
{
    if (!details.isCut())
        return write(record, details.cut());
    record.detailBytes = 0;
    return record.outcome == Outcome::InFlight ? announce(record, details)
                                               : finish(record, details);
}

bool Journal::announce(Record &record, const Details &details)
{
    if (!hasRoom())
        return false;
    record.detailBytes = keepDetails(details, record.phaseSinceNs);
    push(record);
    m_announced.insert(record.id);
    return true;
}

// Else a reader would keep them for a request whose end was dropped.
bool Journal::announce(const UpstreamTimes &times)
{
    if (!hasRoom())
        return false;
    push(times);
    m_announced.insert(times.request);
    return true;
}

bool Journal::finish(Record &record, const Details &details)
{
    // Most requests are never announced; this saves their hashing.
    const bool announced = !m_announced.isEmpty() && m_announced.remove(record.id);
    if (!hasRoom()) {
        if (announced)
            defer(record);
        else
            drop();
        return announced;
    }
    record.detailBytes = keepDetails(details, record.phaseSinceNs);
    if (record.detailBytes == 0 && !details.isEmpty() && !announced) {
        drop();
        return false;
    }
    push(record);
    return true;
}

bool Journal::open(const ConnectionOpened &opened)
{
    if (!hasRoom()) {
        drop();
        return false;
    }
    push(opened);
    return true;
}

void Journal::close(const ConnectionClosed &closed)
{
    if (hasRoom())
        push(closed);
    else
        defer(closed);
}

bool Journal::hasRoom()
{
    // Deferred entries are older than the next one, so they must be read first.
    return !m_hasDeferred.load(std::memory_order_acquire) && m_entries.hasRoom();
}

template <typename Written>
void Journal::push(const Written &entry)
{
    m_entries.push(entry);
    m_hasNews = true;
}

void Journal::defer(const Entry &entry)
{
    const std::lock_guard lock(m_deferredMutex);
    m_deferred.push_back(entry);
    m_hasDeferred.store(true, std::memory_order_release);
    m_hasNews = true;
}

quint32 Journal::keepDetails(const Details &details, qint64 nowNs)
{
    if (details.isEmpty())
        return 0;
    earn(nowNs);
    const auto keep = [this](const Details &kept) {
        const quint32 size = packedSize(kept);
        char *block = m_details.reserve(size);
        if (!block)
            return quint32(0);
        pack(kept, block);
        m_details.commit();
        return size;
    };
    quint32 size = 0;
    if (m_budget > detailBurst / 2)
        size = keep(details);
    else if (m_budget > 0)
        size = keep(details.withoutBodies());
    if (size > 0)
        m_budget -= size - packedTargetSize(details);
    return size > 0 ? size : keep(details.targetOnly());
}

void Journal::earn(qint64 nowNs)
{
    constexpr qint64 nsPerByte = 1'000'000'000 / detailRate;
    if (const qint64 earned = (nowNs - m_budgetAtNs) / nsPerByte; earned > 0) {
        m_budget = qMin<qint64>(detailBurst, m_budget + earned);
        m_budgetAtNs = nowNs;
    }
}

bool Journal::takeWakeUp()
{
    if (!m_hasNews)
        return false;
    m_hasNews = false;
    // Both sides exchange the same flag, so one of them comes first. Either the reader gets `true`
    // and, by acquiring it, sees what was written before; or this gets `false` and wakes it up.
    return !m_wakeUpSent.exchange(true, std::memory_order_acq_rel);
}

void Journal::read(const Reader &reader)
{
    m_wakeUpSent.exchange(false, std::memory_order_acq_rel);
    quint64 end = 0;
    if (m_hasDeferred.load(std::memory_order_acquire)) {
        const std::lock_guard lock(m_deferredMutex);
        m_takenDeferred.swap(m_deferred);
        end = m_entries.written(); // all older than m_deferred, as the writer cannot push yet
        m_hasDeferred.store(false, std::memory_order_release);
    } else {
        end = m_entries.written();
    }

    while (m_entries.taken() != end) {
        const Entry &entry = *m_entries.front();
        const auto *record = std::get_if<Record>(&entry);
        const bool hasDetails = record && record->detailBytes > 0;
        reader(entry, hasDetails ? unpack(m_details.front().data()) : Details{});
        if (hasDetails)
            m_details.popFront();
        m_entries.popFront();
    }
    for (const Entry &entry : m_takenDeferred)
        reader(entry, {});
    m_takenDeferred.clear();
}

} // namespace overlap::record
