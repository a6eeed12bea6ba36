#pragma once

#include <QByteArrayView>

#include <atomic>
#include <bit>
#include <cstring>
#include <memory>

namespace overlap::record {

// Any thread: one writer, one reader. A lock-free ring of blocks of bytes; each block is
// contiguous. It never waits: without room for a block, reserve() returns null. A block of more
// than half of the capacity may be refused even if the ring is empty.
class ByteRing
{
public:
    // `capacity` in bytes, a power of two. A block takes 4 bytes more, rounded up to 8.
    explicit ByteRing(quint32 capacity)
        : m_capacity(capacity)
        , m_bytes(std::make_unique_for_overwrite<char[]>(capacity))
    {
        Q_ASSERT(std::has_single_bit(capacity) && capacity >= 64);
    }

    // Writer. Memory for `size` bytes, or null. The reader sees the block after commit(). A second
    // call before commit() replaces the first.
    char *reserve(quint32 size)
    {
        const quint64 head = m_writer.position.load(std::memory_order_relaxed);
        const quint64 need = span(size);
        const quint64 left = m_capacity - (head & (m_capacity - 1));
        const quint64 begin = need <= left ? head : head + left; // a block never wraps around
        if (need > m_capacity || !hasRoomUntil(begin + need))
            return nullptr;
        if (begin != head)
            putSize(head, skip);
        putSize(begin, size);
        m_reserved = begin + need;
        return at(begin) + sizeof(quint32);
    }
    void commit() { m_writer.position.store(m_reserved, std::memory_order_release); }

    // Reader. The oldest block, valid until popFront(). Null if the ring is empty.
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
    // Reader. Only after front().
    void popFront() { m_reader.position.store(m_taken, std::memory_order_release); }

private:
    static constexpr quint32 skip = 0xffffffff; // instead of a size: go on at the ring's start
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
    alignas(64) quint64 m_reserved = 0; // writer: where the reserved block ends
    alignas(64) quint64 m_taken = 0;    // reader: where the front block ends
    alignas(64) const quint64 m_capacity;
    const std::unique_ptr<char[]> m_bytes;
};

} // namespace overlap::record
