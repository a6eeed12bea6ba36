#include "overlap/http/ledger.h"

namespace overlap::http {

static qint64 sizeOfTexts(const Transaction &t)
{
    return t.target.size() + t.requestHead.size() + t.requestBody.size() + t.responseHead.size();
}

void Ledger::add(Transaction transaction, Time now)
{
    transaction.bytesOut = m_queued - m_end;
    m_end = m_queued;
    m_kept += sizeOfTexts(transaction);
    m_entries.push_back({std::move(transaction), m_end});
    settle(now);
}

void Ledger::handOver(qint64 bytes, Time now)
{
    Q_ASSERT(bytes >= 0 && bytes <= unsent());
    m_handed += bytes;
    settle(now);
}

void Ledger::settle(Time now)
{
    for (; m_over < m_entries.size() && m_entries[m_over].end <= m_handed; ++m_over) {
        Transaction &transaction = m_entries[m_over].transaction;
        transaction.flushed = now;
        m_kept -= sizeOfTexts(transaction);
    }
}

void Ledger::abandon(Transaction::End end, Time now)
{
    for (std::size_t i = m_over; i < m_entries.size(); ++i) {
        auto &[transaction, outputEnd] = m_entries[i];
        const qint64 begin = outputEnd - transaction.bytesOut;
        if (transaction.bytesOut > 0)
            transaction.end = end;
        transaction.bytesOut = qBound(qint64(0), m_handed - begin, transaction.bytesOut);
        if (transaction.bytesOut == 0) {
            transaction.status = 0;
            transaction.responseHead.clear();
            transaction.responseBody.clear();
        }
    }
    m_queued = m_handed = m_end;
    settle(now);
    m_kept = 0;
}

std::optional<Transaction> Ledger::take()
{
    if (m_taken == m_over)
        return std::nullopt;
    std::optional<Transaction> transaction = std::move(m_entries[m_taken].transaction);
    ++m_taken;
    // Erasing in halves keeps taking cheap, also while there is always one that waits.
    if (m_taken == m_entries.size()) {
        std::vector<Entry>().swap(m_entries);
        m_taken = m_over = 0;
    } else if (m_taken > m_entries.size() / 2) {
        m_entries.erase(m_entries.begin(), m_entries.begin() + m_taken);
        m_over -= m_taken;
        m_taken = 0;
    }
    return transaction;
}

} // namespace overlap::http
