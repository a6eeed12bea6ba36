#include "overlap/http/ledger.h"

namespace overlap::http {

static qint64 sizeOfTexts(const Transaction &t)
{
    return t.requestHead.size() + t.requestBody.size() + t.responseHead.size();
}

Transaction &Ledger::add(Spare<Entry> &spare)
{
    spare.lendTo(m_entries);
    return m_entries.emplace_back().transaction;
}

void Ledger::added(Time now)
{
    Entry &entry = m_entries.back();
    entry.end = m_queued;
    entry.transaction.bytesOut = m_queued - std::exchange(m_lastEnd, m_queued);
    m_textBytes += sizeOfTexts(entry.transaction);
    finishHandedOver(now);
}

void Ledger::handOver(qint64 bytes, Time now)
{
    Q_ASSERT(bytes >= 0 && bytes <= unsent());
    m_handedOver += bytes;
    finishHandedOver(now);
}

void Ledger::finishHandedOver(Time now)
{
    for (; m_finished < m_entries.size() && m_entries[m_finished].end <= m_handedOver;
         ++m_finished) {
        Transaction &transaction = m_entries[m_finished].transaction;
        transaction.flushed = now;
        m_textBytes -= sizeOfTexts(transaction);
    }
}

void Ledger::abandon(Transaction::End end, Time now)
{
    for (std::size_t i = m_finished; i < m_entries.size(); ++i) {
        auto &[transaction, outputEnd] = m_entries[i];
        const qint64 begin = outputEnd - transaction.bytesOut;
        if (transaction.bytesOut > 0)
            transaction.end = end;
        transaction.bytesOut = qBound(qint64(0), m_handedOver - begin, transaction.bytesOut);
        if (transaction.bytesOut == 0) {
            transaction.status = 0;
            transaction.responseHead.clear();
            transaction.responseBody.clear();
        }
    }
    m_queued = m_handedOver = m_lastEnd;
    finishHandedOver(now);
    m_textBytes = 0;
}

void Ledger::removeFinished(Spare<Entry> &spare)
{
    Q_ASSERT(m_taken < m_finished);
    if (m_entries.size() > 1)
        m_entries[m_taken].transaction = {}; // frees its texts
    ++m_taken;
    // Erasing only when half is taken keeps the cost constant, even if the list never gets empty.
    // Usually it does, before there are so many.
    if (m_taken == m_entries.size()) {
        spare.takeBack(m_entries);
        m_taken = m_finished = 0;
    } else if (m_taken >= 64 && m_taken > m_entries.size() / 2) {
        m_entries.erase(m_entries.begin(), m_entries.begin() + m_taken);
        m_finished -= m_taken;
        m_taken = 0;
    }
}

} // namespace overlap::http
