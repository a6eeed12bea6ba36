#include "overlap/http/ledger.h"

namespace overlap::http {

static qint64 sizeOfTexts(const Transaction &t)
{
    return t.requestHead.size() + t.requestBody.size() + t.responseHead.size();
}

void Ledger::add(Transaction transaction, Time now)
{
    transaction.bytesOut = m_queued - m_lastEnd;
    m_lastEnd = m_queued;
    m_textBytes += sizeOfTexts(transaction);
    m_entries.push_back({std::move(transaction), m_lastEnd});
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

std::optional<Transaction> Ledger::take()
{
    if (m_taken == m_finished)
        return std::nullopt;
    std::optional<Transaction> transaction = std::move(m_entries[m_taken].transaction);
    ++m_taken;
    // Erasing only when half is taken keeps the cost constant, even if the list never gets empty.
    if (m_taken == m_entries.size()) {
        std::vector<Entry>().swap(m_entries);
        m_taken = m_finished = 0;
    } else if (m_taken > m_entries.size() / 2) {
        m_entries.erase(m_entries.begin(), m_entries.begin() + m_taken);
        m_finished -= m_taken;
        m_taken = 0;
    }
    return transaction;
}

} // namespace overlap::http
