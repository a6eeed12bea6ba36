#pragma once

#include <QByteArray>

#include <optional>

namespace overlap::script {

inline constexpr qint64 largestSize = 1LL << 40; // bytes: 1 TiB

// Pure. A number of bytes in a target: "512", "512B", "10KB" (1000), "10KiB" (1024), up to TB and
// TiB. Nothing if the text is anything else, or more than largestSize.
std::optional<qint64> parseSize(QByteArrayView text);

// Pure. Its inverse, in the largest unit that leaves no rest: "10KiB", "1500". From 0 to
// largestSize.
QByteArray printSize(qint64 bytes);

} // namespace overlap::script
