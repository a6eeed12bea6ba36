#pragma once

#include <QtGlobal>

#include <atomic>
#include <memory>
#include <utility>

namespace overlap::record {

// Any thread: one taker, one giver. Blocks of memory that go round between a writer and a reader.
// The block that was given back last is taken first, as a cache may still hold it. So a queue that
// is read often stays small, and warm. A Block has a `Block *next`, null if it is new.
template <typename Block>
class Spares
{
public:
    Spares() = default;
    Q_DISABLE_COPY_MOVE(Spares)
    ~Spares()
    {
        deleteAll(m_given);
        deleteAll(m_spare);
    }
    static void deleteAll(Block *first)
    {
        while (first)
            delete std::exchange(first, first->next);
    }

    // Taker. A block that was given back, or a new one, until it is given back.
    Block *take()
    {
        if (Block *given = m_given.exchange(nullptr, std::memory_order_acquire)) {
            Block *oldest = given;
            while (oldest->next)
                oldest = oldest->next;
            oldest->next = std::exchange(m_spare, given);
        }
        if (!m_spare)
            return std::make_unique<Block>().release();
        m_count.fetch_sub(1, std::memory_order_relaxed);
        return std::exchange(m_spare, std::exchange(m_spare->next, nullptr));
    }
    // Giver. After a long backlog, most of its memory goes back to the system.
    void give(Block *block)
    {
        if (m_count.fetch_add(1, std::memory_order_relaxed) >= most) {
            m_count.fetch_sub(1, std::memory_order_relaxed);
            delete block;
            return;
        }
        block->next = m_given.load(std::memory_order_relaxed);
        while (!m_given.compare_exchange_weak(block->next, block, std::memory_order_release,
                                              std::memory_order_relaxed)) {
        }
    }

private:
    static constexpr int most = 32;
    std::atomic<Block *> m_given = nullptr;
    std::atomic<int> m_count = 0; // of the blocks here
    Block *m_spare = nullptr;     // taker
};

} // namespace overlap::record
