#pragma once

#include <cstddef>
#include <vector>

namespace overlap::http {

// Pure. The memory of some vectors, lent to vectors of which nearly all are empty nearly always,
// such as those of a loop's connections. So a request allocates nothing for them.
template <typename T>
class Spare
{
public:
    // Call it before something is added to `vector`.
    void lendTo(std::vector<T> &vector)
    {
        if (vector.capacity() > 0 || m_spares.empty())
            return;
        vector.swap(m_spares.back());
        m_spares.pop_back();
    }
    // Clears `vector`, and leaves it no memory.
    void takeBack(std::vector<T> &vector)
    {
        vector.clear();
        if (vector.capacity() > 0 && vector.capacity() <= most && m_spares.size() < mostSpares)
            m_spares.emplace_back().swap(vector);
        else
            std::vector<T>().swap(vector);
    }

private:
    static constexpr std::size_t mostSpares = 64;
    static constexpr std::size_t most = (16 * 1024) / sizeof(T);
    std::vector<std::vector<T>> m_spares;
};

} // namespace overlap::http
