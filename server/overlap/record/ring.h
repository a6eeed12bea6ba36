#pragma once

#include <QtGlobal>

#include <atomic>
#include <bit>
#include <memory>
#include <type_traits>

namespace overlap::record {

// Any thread. One writes, one reads: a lock-free ring of plain values. It never waits: what finds
// no room is refused. Each side keeps a copy of the other's position and looks again
// only when that says "full" or "empty", so that the two seldom share a cache line.
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
    bool push(const U &value) // converted in place
    {
        if (!hasRoom())
            return false;
        const quint64 head = m_writer.position.load(std::memory_order_relaxed);
        m_values[head & m_mask] = value;
        m_writer.position.store(head + 1, std::memory_order_release);
        return true;
    }

    // Reader. Values are numbered from 0; those before written() can be read.
    quint64 written() const { return m_writer.position.load(std::memory_order_acquire); }
    quint64 taken() const { return m_reader.position.load(std::memory_order_relaxed); }
    const T *front() // null: empty. Stays put until popFront()
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
