#pragma once

#include "overlap/http/spare.h"
#include "overlap/http/transaction.h"

namespace overlap::http {

// Pure. Knows which request each byte of a connection's output belongs to. A transaction comes out,
// in order, when the transport has taken its last byte. Has no memory while empty.
class Ledger
{
public:
    struct Entry
    {
        Transaction transaction{};
        qint64 end = 0; // of its output, in bytes since the connection began
    };

    // So many bytes of output were queued, for the request that is added next.
    void queue(qint64 bytes) { m_queued += bytes; }
    // Adds a request that has ended: fill it in, then call added(). Its response is what was queued
    // since the last one.
    Transaction &add(Spare<Entry> &spare);
    void added(Time now);
    // The transport took so many more bytes.
    void handOver(qint64 bytes, Time now);
    // The unsent output is dropped: the requests that it belongs to get this `end`.
    void abandon(Transaction::End end, Time now);
    // The oldest finished transaction; null: none. Valid until any other call.
    const Transaction *finished() const
    {
        return m_taken == m_finished ? nullptr : &m_entries[m_taken].transaction;
    }
    // The oldest one that is not finished: its response is being handed over. Null: none.
    const Transaction *waiting() const
    {
        return m_finished == m_entries.size() ? nullptr : &m_entries[m_finished].transaction;
    }
    void removeFinished(Spare<Entry> &spare); // asserts that there is one

    bool hasQueued() const { return m_queued > 0; } // since the connection began
    qint64 queued() const { return m_queued; }      // bytes, since the connection began
    qint64 handedOver() const { return m_handedOver; }
    qint64 unsent() const { return m_queued - m_handedOver; }
    // Of requests that are not finished: their unsent output and their transactions' texts.
    qint64 bufferedBytes() const { return unsent() + m_textBytes; }

private:
    void finishHandedOver(Time now);

    std::vector<Entry> m_entries; // first those taken, then finished ones, then waiting ones
    quint32 m_taken = 0;
    quint32 m_finished = 0; // including those taken
    qint64 m_queued = 0;
    qint64 m_handedOver = 0;
    qint64 m_lastEnd = 0; // Entry::end of the last entry
    qint64 m_textBytes = 0;
};

} // namespace overlap::http
