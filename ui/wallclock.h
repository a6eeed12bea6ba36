#pragma once

#include <QString>

#include <functional>

namespace overlap::ui {

// The wall clock at a time on the records' clock (in ns): ms since the Unix epoch.
using WallClock = std::function<qint64(qint64 ns)>;

// Pure. Local time with milliseconds, as in "17:03:21.123".
QString wallTimeText(qint64 msSinceEpoch);

} // namespace overlap::ui
