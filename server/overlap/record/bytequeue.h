#pragma once

#include "overlap/record/spares.h"

#include <QByteArrayView>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>

namespace overlap::record {

// Any thread: one writer, one reader. A lock-free queue of pieces of bytes; each piece is
// contiguous. It never waits: without room for a piece, reserve() returns null. See Queue about its
// memory.
class ByteQueue
{
public:
    // `capacity` in bytes. A piece takes 4 bytes more, rounded up to 8.
    explicit ByteQueue(quint32 capacity) : m_capacity(capacity)
    {
        m_writer.block = m_reader.block = m_blocks.take();
        m_writer.block->provide(0);
    }
    Q_DISABLE_COPY_MOVE(ByteQueue)
    ~ByteQueue() { Spares<Block>::deleteAll(m_reader.block); }

    // Writer. Memory for `size` bytes, or null. The reader sees the piece after commit(). A second
    // call before commit() replaces the first.
    char *reserve(quint32 size)
    {
        const quint64 head = m_writer.position.load(std::memory_order_relaxed);
        const quint64 need = span(size);
        if (!hasRoomFor(head, need))
            return nullptr;
        if (head + need > m_writer.from + m_writer.block->size) {
            Block *block = m_blocks.take();
            block->provide(need);
            m_writer.block->next = block;
            m_writer.block->end.store(head, std::memory_order_relaxed);
            m_writer.block = block;
            m_writer.from = head;
        }
        char *place = m_writer.block->bytes.get() + (head - m_writer.from);
        std::memcpy(place, &size, sizeof size);
        m_reserved = head + need;
        return place + sizeof size;
    }
    void commit() { m_writer.position.store(m_reserved, std::memory_order_release); }

    // Reader. The oldest piece, valid until popFront(). Null if the queue is empty.
    QByteArrayView front()
    {
        const quint64 tail = m_reader.position.load(std::memory_order_relaxed);
        if (tail == m_reader.other)
            m_reader.other = m_writer.position.load(std::memory_order_acquire);
        if (tail == m_reader.other)
            return {};
        // If the piece is behind this block, its writer has told the block's end before.
        while (tail == m_reader.block->end.load(std::memory_order_relaxed)) {
            m_blocks.give(std::exchange(m_reader.block, m_reader.block->next));
            m_reader.from = tail;
        }
        const char *place = m_reader.block->bytes.get() + (tail - m_reader.from);
        quint32 size;
        std::memcpy(&size, place, sizeof size);
        m_taken = tail + span(size);
        return {place + sizeof size, qsizetype(size)};
    }
    // Reader. Only after front().
    void popFront() { m_reader.position.store(m_taken, std::memory_order_release); }

private:
    struct Block
    {
        static constexpr quint64 leastSize = 1 << 16;
        static constexpr quint64 open = std::numeric_limits<quint64>::max();

        // Writer, before the reader sees it.
        void provide(quint64 need)
        {
            if (size < need || !bytes) {
                size = std::max(leastSize, need);
                bytes = std::make_unique_for_overwrite<char[]>(size);
            }
            end.store(open, std::memory_order_relaxed);
        }

        Block *next = nullptr;
        std::atomic<quint64> end = open; // the position behind its last piece
        quint64 size = 0;
        std::unique_ptr<char[]> bytes;
    };
    struct alignas(64) Side
    {
        std::atomic<quint64> position = 0;
        quint64 other = 0; // the other side's position, as last seen
        Block *block = nullptr;
        quint64 from = 0; // the position of the block's first piece
    };

    static quint64 span(quint32 size)
    {
        return (sizeof(quint32) + quint64(size) + 7) & ~quint64(7);
    }
    bool hasRoomFor(quint64 head, quint64 need)
    {
        const quint64 end = head + need;
        if (end - m_writer.other <= m_capacity)
            return true;
        m_writer.other = m_reader.position.load(std::memory_order_acquire);
        return end - m_writer.other <= m_capacity;
    }

    Side m_writer;
    Side m_reader;
    alignas(64) quint64 m_reserved = 0; // writer: where the reserved piece ends
    alignas(64) quint64 m_taken = 0;    // reader: where the front piece ends
    alignas(64) const quint64 m_capacity;
    Spares<Block> m_blocks;
};

} // namespace overlap::record
