#pragma once

#include "overlap/http/transaction.h"

#include <optional>
#include <vector>

namespace overlap::http {

// Pure. The account of one connection's output: which finished request each byte belongs to, so
// that a transaction comes out, in order, once its last byte was handed to the transport. Holds no
// memory while empty.
class Ledger
{
public:
    // So many bytes of output were queued, for the request that is added next.
    void queue(qint64 bytes) { m_queued += bytes; }
    // Adds a finished request; what was queued since the one before is its response.
    void add(Transaction transaction, Time now);
    // So many bytes more were handed over.
    void handOver(qint64 bytes, Time now);
    // The rest will never be handed over: the requests concerned end so.
    void abandon(Transaction::End end, Time now);
    // The oldest transaction that is over.
    std::optional<Transaction> take();

    bool hasQueued() const { return m_queued > 0; } // anything at all, ever
    qint64 queued() const { return m_queued; }      // bytes, ever
    qint64 handedOver() const { return m_handed; }
    qint64 unsent() const { return m_queued - m_handed; }
    // Bytes held for requests that are not over yet: their output and their own texts.
    qint64 weight() const { return unsent() + m_kept; }

private:
    struct Entry
    {
        Transaction transaction;
        qint64 end; // of its output
    };
    void settle(Time now);

    std::vector<Entry> m_entries; // first those taken, then those over, then those waiting
    quint32 m_taken = 0;
    quint32 m_over = 0; // taken ones included
    qint64 m_queued = 0;
    qint64 m_handed = 0;
    qint64 m_end = 0; // of the last entry's output
    qint64 m_kept = 0;
};

} // namespace overlap::http
