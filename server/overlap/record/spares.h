#pragma once

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

namespace overlap::record {

// Any thread: one taker, one giver. Blocks of memory that go round between a writer and a reader.
// The block that was given back last is taken first, as a cache may still hold it. So a queue that
// is read often stays small, and warm. A Block has a `Block *next`, which the giver may overwrite.
template <typename Block>
class Spares
{
public:
    // Taker. A block that was given back, or a new one. It lives as long as this.
    Block *take()
    {
        if (Block *given = m_given.exchange(nullptr, std::memory_order_acquire)) {
            Block *oldest = given;
            while (oldest->next)
                oldest = oldest->next;
            oldest->next = std::exchange(m_spare, given);
        }
        if (!m_spare)
            return m_all.emplace_back(std::make_unique<Block>()).get();
        return std::exchange(m_spare, m_spare->next);
    }
    // Giver.
    void give(Block *block)
    {
        block->next = m_given.load(std::memory_order_relaxed);
        while (!m_given.compare_exchange_weak(block->next, block, std::memory_order_release,
                                              std::memory_order_relaxed)) {
        }
    }

private:
    std::atomic<Block *> m_given = nullptr;
    Block *m_spare = nullptr;                  // taker
    std::vector<std::unique_ptr<Block>> m_all; // taker
};

} // namespace overlap::record
