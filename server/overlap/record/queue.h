#pragma once

#include "overlap/record/spares.h"

#include <QtGlobal>

#include <array>
#include <atomic>
#include <memory>
#include <type_traits>
#include <utility>

namespace overlap::record {

// Any thread: one writer, one reader. A lock-free queue of plain values. It never waits: if it is
// full, push() returns false. Each side caches the other's position, and reads it again only if the
// queue seems full or empty, so the two rarely share a cache line. Its memory comes in blocks that
// are used again as soon as they were read: going through all of a large ring would miss the
// caches.
template <typename T>
class Queue
{
    static_assert(std::is_trivially_copyable_v<T>);

public:
    explicit Queue(quint32 capacity) : m_capacity(capacity)
    {
        m_writer.block = m_reader.block = m_blocks.take();
    }
    Q_DISABLE_COPY_MOVE(Queue)
    ~Queue() { Spares<Block>::deleteAll(m_reader.block); }

    // Writer.
    bool hasRoom()
    {
        const quint64 head = m_writer.position.load(std::memory_order_relaxed);
        if (head - m_writer.other < m_capacity)
            return true;
        m_writer.other = m_reader.position.load(std::memory_order_acquire);
        return head - m_writer.other < m_capacity;
    }
    template <typename U = T>
    bool push(const U &value) // a template: U is converted to T in the queue
    {
        if (!hasRoom())
            return false;
        const quint64 head = m_writer.position.load(std::memory_order_relaxed);
        if (head == m_writer.blockEnd) {
            Block *block = m_blocks.take();
            m_writer.block = m_writer.block->next = block;
            m_writer.blockEnd += blockSize;
        }
        // Made anew: an assignment would read what is there, and wait for that memory.
        std::construct_at(&m_writer.block->values[head % blockSize], value);
        m_writer.position.store(head + 1, std::memory_order_release);
        return true;
    }

    // Reader. How many values were ever written, and ever taken.
    quint64 written() const { return m_writer.position.load(std::memory_order_acquire); }
    quint64 taken() const { return m_reader.position.load(std::memory_order_relaxed); }
    const T *front() // null if empty; valid until popFront()
    {
        const quint64 tail = taken();
        if (tail == m_reader.other)
            m_reader.other = written();
        if (tail == m_reader.other)
            return nullptr;
        if (tail == m_reader.blockEnd) {
            m_blocks.give(std::exchange(m_reader.block, m_reader.block->next));
            m_reader.blockEnd += blockSize;
        }
        return &m_reader.block->values[tail % blockSize];
    }
    void popFront() { m_reader.position.store(taken() + 1, std::memory_order_release); }

private:
    static constexpr quint64 blockSize = 256; // values
    struct Block
    {
        Block *next = nullptr;
        std::array<T, blockSize> values;
    };
    struct alignas(64) Side
    {
        std::atomic<quint64> position = 0;
        quint64 other = 0; // the other side's position, as last seen
        Block *block = nullptr;
        quint64 blockEnd = blockSize; // the position behind the block
    };
    Side m_writer;
    Side m_reader;
    alignas(64) const quint64 m_capacity;
    Spares<Block> m_blocks;
};

} // namespace overlap::record
