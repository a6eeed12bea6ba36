#pragma once

#include <QString>

namespace overlap::text {

// Pure. Rounded durations, for sentences and for values that still grow: more digits would flicker.
QString approximateDuration(qint64 ns); // "40.0 s", "1.6 s"; below a second as durationText()
QString ageText(qint64 ns);             // "0.9 s": tenths of seconds, even below one second

} // namespace overlap::text
