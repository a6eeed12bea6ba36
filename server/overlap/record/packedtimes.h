#pragma once

#include "overlap/record/upstreamtimes.h"

#include <vector>

namespace overlap::record {

// Pure. UpstreamTimes in some 25 bytes, for a record of millions. `id` and `startNs` are those of
// its request, which are kept elsewhere. Packed ones follow each other.
void packTimes(const UpstreamTimes &times, qint64 startNs, std::vector<quint8> &to);
UpstreamTimes unpackTimes(const quint8 *packed, quint64 id, qint64 startNs);
inline const quint8 *behindTimes(const quint8 *packed)
{
    return packed + 1 + *packed;
}

} // namespace overlap::record
