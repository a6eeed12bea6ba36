#pragma once

#include "record/bytering.h"
#include "record/record.h"
#include "record/ring.h"

#include <QByteArrayView>

#include <array>
#include <atomic>
#include <functional>
#include <vector>

namespace overlap::record {

// Pure. The texts that the details pane shows of a finished request. In the ring and the arena
// they are one block, so each is cut to fit: the target to targetMost, the others in order.
struct Details {
    static constexpr qsizetype targetMost = 2048;
    QByteArrayView target; // as received, kept even where the rest finds no room
    QByteArrayView requestHead;
    QByteArrayView requestBody;
    QByteArrayView responseHead;
    QByteArrayView responseBody;
};

// One loop's log of what happened: written on the loop's thread, read on the main thread, without
// locks and without allocating. What finds no room is dropped and counted, never waited for; a
// request that was announced is never lost: its end is kept back until there is room.
class Journal
{
public:
    // How many entries, and bytes of details, may wait to be read. Powers of two.
    explicit Journal(quint32 entries = 1 << 16, quint32 detailBytes = 1 << 23);

    // Loop thread.
    void write(const Entry &entry);
    void write(Record record, const Details &details); // sets record.detailBytes
    bool takeWakeUp(); // whether the reader must be told: true once until it reads again

    // Main thread. Hands over what has been written, oldest first; `details` is record.detailBytes
    // long and valid only during the call.
    using Reader = std::function<void(const Entry &entry, const Details &details)>;
    void read(const Reader &reader);

    // Any thread.
    quint64 dropped() const { return m_dropped.load(std::memory_order_relaxed); }

private:
    std::atomic<quint64> m_dropped = 0;
};

} // namespace overlap::record
