#pragma once

#include <QtGlobal>

namespace overlap::record {

// Durations are stored in ticks of 250 ns, in 32 bits: up to 17.9 minutes, more than the longest
// wait that a route allows. Longer durations saturate.
using Ticks = quint32;
inline constexpr qint64 nsPerTick = 250;

} // namespace overlap::record
