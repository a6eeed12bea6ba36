#pragma once

#include <QByteArrayView>

#include <chrono>
#include <optional>

namespace overlap::routes {

inline constexpr std::chrono::nanoseconds longestDuration = std::chrono::minutes(10);

// Pure. A duration in a target: "250ms", "1.5s", or "2" for seconds. Nothing if the text is
// anything else, or longer than longestDuration.
std::optional<std::chrono::nanoseconds> parseDuration(QByteArrayView text);

// What parseDuration() accepts, for people.
inline constexpr char durationHelp[] = "Write a duration as 250ms, 1.5s or 2 (seconds), of at most "
                                       "10 minutes.";

} // namespace overlap::routes
