#pragma once

#include <QString>

namespace overlap::text {

// Pure. Durations for sentences and for what still grows, where more digits would only flicker.
QString approximateDuration(qint64 ns); // "40.0 s", "1.6 s"; below a second as durationText()
QString ageText(qint64 ns);             // "0.9 s": tenths of seconds, however short

} // namespace overlap::text
