#pragma once

#include <cstddef>
#include <vector>

namespace overlap::http {

// Pure. The memory of one vector, lent to vectors of which nearly all are empty nearly always, such
// as those of a loop's connections. So a request allocates nothing for them.
template <typename T>
class Spare
{
public:
    // Call it before something is added to `vector`.
    void lendTo(std::vector<T> &vector)
    {
        if (vector.capacity() == 0)
            vector.swap(m_spare);
    }
    // Clears `vector`, and leaves it no memory.
    void takeBack(std::vector<T> &vector)
    {
        vector.clear();
        if (m_spare.capacity() == 0 && vector.capacity() <= most)
            vector.swap(m_spare);
        else
            std::vector<T>().swap(vector);
    }

private:
    static constexpr std::size_t most = (64 * 1024) / sizeof(T);
    std::vector<T> m_spare;
};

} // namespace overlap::http
