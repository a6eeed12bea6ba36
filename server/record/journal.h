#pragma once

#include "record/bytering.h"
#include "record/details.h"
#include "record/record.h"
#include "record/ring.h"

#include <QSet>

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

namespace overlap::record {

// Any thread. One writes, one reads: a loop's log of what happened, written on the loop's thread,
// read on the main thread. What finds no room is dropped and counted, never waited for; a
// request that was announced, and a connection whose opening was told, never lose their end: it is
// kept back until the next read, the only time that a lock is taken, and then for a swap.
class Journal
{
public:
    // How many entries, and bytes of details, may wait to be read. Powers of two.
    explicit Journal(quint32 entries = 1 << 16, quint32 detailBytes = 1 << 23);

    // Loop thread.
    void write(const Entry &entry);
    void write(Record record, const Details &details); // sets record.detailBytes
    // Whether the reader must be told: true once until it reads again, when something was written.
    bool takeWakeUp();

    // Main thread. Hands over what has been written until now, oldest first; `details` is
    // record.detailBytes long and valid only during the call.
    using Reader = std::function<void(const Entry &entry, const Details &details)>;
    void read(const Reader &reader);

    // Any thread. Finished requests and opened connections of which nothing will be known; an
    // announcement that finds no room does not count, as the request's end is still to come.
    quint64 dropped() const { return m_dropped.load(std::memory_order_relaxed); }

private:
    // Loop thread.
    void announce(Record record, const Details &details);
    void finish(Record record, const Details &details);
    void open(const ConnectionOpened &opened);
    void close(const ConnectionClosed &closed);
    bool hasRoom();
    void push(const Entry &entry);
    void owe(const Entry &entry);
    void drop() { m_dropped.fetch_add(1, std::memory_order_relaxed); }
    quint32 keep(const Details &details); // bytes kept; 0: not even the target
    Details worthKeeping(const Details &details) const;

    Ring<Entry> m_ring;
    ByteRing m_details;
    const quint32 m_detailBytes;
    std::atomic<quint64> m_dropped = 0;
    std::atomic<bool> m_told = false;  // the reader knows that there is something to read
    std::atomic<bool> m_owing = false; // m_owed holds something: the ring counts as full

    // Loop thread.
    bool m_fresh = false; // written since the last takeWakeUp()
    QSet<quint64> m_announced;
    QSet<quint32> m_opened;

    std::mutex m_owedMutex;
    std::vector<Entry> m_owed; // younger than all of m_ring; under m_owedMutex

    std::vector<Entry> m_settled; // main thread: m_owed as taken, to keep its memory
};

} // namespace overlap::record
