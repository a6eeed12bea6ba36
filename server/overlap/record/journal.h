#pragma once

#include "overlap/record/bytering.h"
#include "overlap/record/details.h"
#include "overlap/record/record.h"
#include "overlap/record/ring.h"

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
// Heads and bodies are kept at a bounded rate, as copying those of a server at full speed would
// cost more than serving them: a burst of some thousand requests is kept whole, and after that
// detailRate of them; bodies give way before heads.
class Journal
{
public:
    // How many entries, and bytes of details, may wait to be read. Powers of two.
    explicit Journal(quint32 entries = 1 << 16, quint32 detailBytes = 1 << 23);

    static constexpr quint32 detailRate = 4 << 20;  // bytes a second, in the long run
    static constexpr quint32 detailBurst = 4 << 20; // bytes at once

    // Loop thread. False: there was no room, so nothing is known of it. Of a connection, the end
    // may be written where the beginning was told.
    bool write(const Entry &entry);
    bool write(Record record, const Details &details); // sets record.detailBytes
    // Whether the reader must be told: true once until it reads again, when something was written.
    bool takeWakeUp();

    // Loop thread: its turn began then, or it waits.
    static constexpr qint64 notBusy = -1;
    void setBusySince(qint64 atNs) { m_busySince.store(atNs, std::memory_order_relaxed); }
    // Any thread: so that one that holds its loop for long is seen before it ends.
    qint64 busySinceNs() const { return m_busySince.load(std::memory_order_relaxed); }

    // Main thread. Hands over what has been written until now, oldest first; `details` is
    // record.detailBytes long and valid only during the call.
    using Reader = std::function<void(const Entry &entry, const Details &details)>;
    void read(const Reader &reader);

    // Any thread. Finished requests and opened connections of which nothing will be known; an
    // announcement that finds no room does not count, as the request's end is still to come.
    quint64 dropped() const { return m_dropped.load(std::memory_order_relaxed); }

private:
    // Loop thread.
    bool announce(Record record, const Details &details);
    bool finish(Record record, const Details &details);
    bool open(const ConnectionOpened &opened);
    void close(const ConnectionClosed &closed);
    bool hasRoom();
    template <typename Written>
    void push(const Written &entry);
    void owe(const Entry &entry);
    void drop() { m_dropped.fetch_add(1, std::memory_order_relaxed); }
    quint32 keep(const Details &details, qint64 nowNs); // bytes kept; 0: not even the target
    Details affordable(const Details &details, qint64 nowNs);

    Ring<Entry> m_ring;
    ByteRing m_details;
    std::atomic<quint64> m_dropped = 0;
    std::atomic<qint64> m_busySince = notBusy;
    std::atomic<bool> m_told = false;  // the reader knows that there is something to read
    std::atomic<bool> m_owing = false; // m_owed holds something: the ring counts as full

    // Loop thread.
    bool m_fresh = false; // written since the last takeWakeUp()
    QSet<quint64> m_announced;
    qint64 m_budget = detailBurst; // bytes of heads and bodies that may be kept now
    qint64 m_budgetAtNs = 0;

    std::mutex m_owedMutex;
    std::vector<Entry> m_owed; // younger than all of m_ring; under m_owedMutex

    std::vector<Entry> m_settled; // main thread: m_owed as taken, to keep its memory
};

} // namespace overlap::record
