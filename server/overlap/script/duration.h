#pragma once

#include <QByteArray>

#include <chrono>
#include <optional>

namespace overlap::script {

inline constexpr std::chrono::nanoseconds longestDuration = std::chrono::minutes(10);

// Pure. A duration in a target: "250ms", "1.5s", or "2" for seconds. Nothing if the text is
// anything else, or longer than longestDuration.
std::optional<std::chrono::nanoseconds> parseDuration(QByteArrayView text);

// Pure. Its inverse, to the nanosecond: "250ms", "1.5s", "0s". From 0 to longestDuration.
QByteArray printDuration(std::chrono::nanoseconds duration);

// What parseDuration() accepts, for people.
inline constexpr char durationHelp[] = "Write a duration as 250ms, 1.5s or 2 (seconds), of at most "
                                       "10 minutes.";

} // namespace overlap::script
