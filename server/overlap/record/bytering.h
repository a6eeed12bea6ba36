#pragma once

#include <QByteArrayView>

#include <atomic>
#include <bit>
#include <cstring>
#include <memory>

namespace overlap::record {

// Any thread. One writes, one reads: a lock-free ring of blocks of bytes, each in one
// piece. It never waits: a block that finds no room is refused, and one of more than half of the
// ring may be refused even where that is empty.
class ByteRing
{
public:
    explicit ByteRing(
        quint32 capacity) // bytes, a power of two; a block takes 4 more, rounded up to 8
        : m_capacity(capacity)
        , m_bytes(std::make_unique_for_overwrite<char[]>(capacity))
    {
        Q_ASSERT(std::has_single_bit(capacity) && capacity >= 64);
    }

    // Writer. Where to put `size` bytes, or null; nothing can be read before commit(). A second
    // call without a commit() between replaces the first.
    char *reserve(quint32 size)
    {
        const quint64 head = m_writer.position.load(std::memory_order_relaxed);
        const quint64 need = span(size);
        const quint64 left = m_capacity - (head & (m_capacity - 1));
        const quint64 begin = need <= left ? head : head + left; // never across the end
        if (need > m_capacity || !hasRoomUntil(begin + need))
            return nullptr;
        if (begin != head)
            putSize(head, skip);
        putSize(begin, size);
        m_reserved = begin + need;
        return at(begin) + sizeof(quint32);
    }
    // Writer. Bytes that wait to be read.
    quint64 unread() const
    {
        return m_writer.position.load(std::memory_order_relaxed) -
               m_reader.position.load(std::memory_order_acquire);
    }
    void commit() { m_writer.position.store(m_reserved, std::memory_order_release); }

    // Reader. The oldest block, valid until popFront(); null: there is none.
    QByteArrayView front()
    {
        quint64 tail = m_reader.position.load(std::memory_order_relaxed);
        if (tail == m_reader.other)
            m_reader.other = m_writer.position.load(std::memory_order_acquire);
        if (tail == m_reader.other)
            return {};
        if (sizeAt(tail) == skip)
            tail += m_capacity - (tail & (m_capacity - 1));
        const quint32 size = sizeAt(tail);
        m_taken = tail + span(size);
        return {at(tail) + sizeof(quint32), qsizetype(size)};
    }
    void popFront()
    {
        m_reader.position.store(m_taken, std::memory_order_release);
    } // after front()

private:
    static constexpr quint32 skip = 0xffffffff; // instead of a size: the block is at the beginning
    struct alignas(64) Side
    {
        std::atomic<quint64> position = 0;
        quint64 other = 0; // the other side's position, as last seen
    };

    static quint64 span(quint32 size)
    {
        return (sizeof(quint32) + quint64(size) + 7) & ~quint64(7);
    }
    char *at(quint64 position) const { return m_bytes.get() + (position & (m_capacity - 1)); }
    void putSize(quint64 position, quint32 size) { std::memcpy(at(position), &size, sizeof size); }
    quint32 sizeAt(quint64 position) const
    {
        quint32 size;
        std::memcpy(&size, at(position), sizeof size);
        return size;
    }
    bool hasRoomUntil(quint64 end)
    {
        if (end - m_writer.other <= m_capacity)
            return true;
        m_writer.other = m_reader.position.load(std::memory_order_acquire);
        return end - m_writer.other <= m_capacity;
    }

    Side m_writer;
    Side m_reader;
    alignas(64) quint64 m_reserved = 0; // writer's: where the reserved block ends
    alignas(64) quint64 m_taken = 0;    // reader's: where the block at the front ends
    alignas(64) const quint64 m_capacity;
    const std::unique_ptr<char[]> m_bytes;
};

} // namespace overlap::record
