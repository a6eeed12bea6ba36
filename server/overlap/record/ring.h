#pragma once

#include <QtGlobal>

#include <atomic>
#include <bit>
#include <memory>
#include <type_traits>

namespace overlap::record {

// Any thread: one writer, one reader. A lock-free ring of plain values. It never waits: if it is
// full, push() returns false. Each side caches the other's position, and reads it again only if the
// ring seems full or empty, so the two rarely share a cache line.
template <typename T>
class Ring
{
    static_assert(std::is_trivially_copyable_v<T>);

public:
    explicit Ring(quint32 capacity) // a power of two
        : m_mask(capacity - 1)
        , m_values(std::make_unique<T[]>(capacity))
    {
        Q_ASSERT(std::has_single_bit(capacity));
    }

    // Writer.
    bool hasRoom()
    {
        const quint64 head = m_writer.position.load(std::memory_order_relaxed);
        if (head - m_writer.other <= m_mask)
            return true;
        m_writer.other = m_reader.position.load(std::memory_order_acquire);
        return head - m_writer.other <= m_mask;
    }
    template <typename U = T>
    bool push(const U &value) // a template: U is converted to T in the ring
    {
        if (!hasRoom())
            return false;
        const quint64 head = m_writer.position.load(std::memory_order_relaxed);
        m_values[head & m_mask] = value;
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
        return tail == m_reader.other ? nullptr : &m_values[tail & m_mask];
    }
    void popFront() { m_reader.position.store(taken() + 1, std::memory_order_release); }

private:
    struct alignas(64) Side
    {
        std::atomic<quint64> position = 0;
        quint64 other = 0; // the other side's position, as last seen
    };
    Side m_writer;
    Side m_reader;
    alignas(64) const quint64 m_mask;
    const std::unique_ptr<T[]> m_values;
};

} // namespace overlap::record
