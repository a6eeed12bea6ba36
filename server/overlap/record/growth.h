#pragma once

#include <vector>

namespace overlap::record {

// Pure. Makes room for one more, so that at most an eighth of a large vector is unused. By itself
// it doubles.
template <typename T>
void reserveOneMore(std::vector<T> &all)
{
    if (all.size() == all.capacity())
        all.reserve(all.size() + all.size() / 8 + 1);
}

} // namespace overlap::record
