#pragma once

#include "overlap/record/bytequeue.h"
#include "overlap/record/details.h"
#include "overlap/record/queue.h"
#include "overlap/record/record.h"

#include <QSet>

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

namespace overlap::record {

// Any thread: one writer (the loop's thread), one reader (the main thread). What happened on a
// loop. It never waits: if it is full, entries are dropped and counted. But the end of a request
// that was announced, or of a connection whose opening was written, is never dropped: it is
// deferred until the next read. Only this takes a lock, which is held for a swap.
class Journal
{
public:
    // Capacities: entries, and bytes of details.
    explicit Journal(quint32 entries = 1 << 16, quint32 detailBytes = 1 << 23);

    // Heads and bodies are kept at a limited rate: copying all of them at full speed would cost
    // more than serving the requests. A burst of some thousand requests is kept whole. Beyond that,
    // first bodies are left out, then heads.
    static constexpr quint32 detailRate = 2 << 20;  // bytes per second, in the long run
    static constexpr quint32 detailBurst = 4 << 20; // bytes at once

    // Loop thread. False: there was no room, and the entry was dropped. Write a connection's end
    // only if its opening was written. UpstreamTimes announce their request, as a Record does.
    bool write(const Entry &entry);
    bool write(Record record, const Details &details); // sets record.detailBytes
    // Loop thread. Whether to wake the reader up: something was written, and the reader has not
    // been woken up since its last read.
    bool takeWakeUp();

    // Loop thread. When the current iteration began, or notBusy while the loop waits.
    static constexpr qint64 notBusy = -1;
    void setBusySince(qint64 atNs) { m_busySince.store(atNs, std::memory_order_relaxed); }
    // Any thread. Shows a blocked loop while it is still blocked.
    qint64 busySinceNs() const { return m_busySince.load(std::memory_order_relaxed); }

    // Main thread. Passes on what has been written so far, oldest first. `details` are empty if
    // record.detailBytes is 0, and valid only during the call.
    using Reader = std::function<void(const Entry &entry, const Details &details)>;
    void read(const Reader &reader);

    // Any thread. Finished requests and opened connections that were dropped. An announcement does
    // not count, as the request's end still follows.
    quint64 dropped() const { return m_dropped.load(std::memory_order_relaxed); }

private:
    // Loop thread.
    bool announce(Record &record, const Details &details);
    bool announce(const UpstreamTimes &times);
    bool finish(Record &record, const Details &details);
    bool open(const ConnectionOpened &opened);
    void close(const ConnectionClosed &closed);
    bool hasRoom();
    template <typename Written>
    void push(const Written &entry);
    void defer(const Entry &entry);
    void drop() { m_dropped.fetch_add(1, std::memory_order_relaxed); }
    quint32 keepDetails(const Details &details, qint64 nowNs); // bytes; 0: no room for the target
    void earn(qint64 nowNs);                                   // budget

    Queue<Entry> m_entries;
    ByteQueue m_details;
    std::atomic<quint64> m_dropped = 0;
    std::atomic<qint64> m_busySince = notBusy;
    std::atomic<bool> m_wakeUpSent = false;  // since the last read
    std::atomic<bool> m_hasDeferred = false; // m_deferred is not empty: m_entries counts as full

    // Loop thread.
    bool m_hasNews = false; // something was written since the last takeWakeUp()
    QSet<quint64> m_announced;
    qint64 m_budget = detailBurst; // bytes of heads and bodies that may be kept now (token bucket)
    qint64 m_budgetAtNs = 0;

    std::mutex m_deferredMutex;
    std::vector<Entry> m_deferred; // newer than all of m_entries; guarded by m_deferredMutex

    std::vector<Entry> m_takenDeferred; // main thread; swapped with m_deferred, to keep its memory
};

} // namespace overlap::record
