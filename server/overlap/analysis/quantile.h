#pragma once

#include <QtGlobal>

#include <algorithm>
#include <cmath>
#include <vector>

namespace overlap::analysis {

// Pure. The nearest rank at q (0…1) of values that are not empty; sorts what it needs of them.
inline qint64 quantile(std::vector<qint64> &values, double q)
{
    const auto rank = size_t(std::ceil(q * double(values.size())));
    const auto at = values.begin() + qsizetype(std::max<size_t>(rank, 1) - 1);
    std::ranges::nth_element(values, at);
    return *at;
}

} // namespace overlap::analysis
