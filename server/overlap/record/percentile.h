#pragma once

#include <QtGlobal>

#include <algorithm>
#include <vector>

namespace overlap::record {

// Pure. The percentile (0 to 100, nearest rank). `values` must not be empty; it is partly sorted.
inline qint64 percentile(std::vector<qint64> &values, int percent)
{
    const size_t rank = (values.size() * size_t(percent) + 99) / 100;
    const auto at = values.begin() + qsizetype(std::max<size_t>(rank, 1) - 1);
    std::ranges::nth_element(values, at);
    return *at;
}

} // namespace overlap::record
