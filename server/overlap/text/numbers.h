#pragma once

#include <QStringView>

#include <optional>

namespace overlap::text {

// Pure. Numbers as people type them in any locale: digits of every script, surrounded by blanks.
// Nothing if there is a sign, an exponent or anything else. "1,000" is ambiguous, so a whole number
// has no separator, and in a decimal number a separator always begins the decimals.
std::optional<int> wholeFrom(QStringView typed);
std::optional<double> decimalFrom(QStringView typed); // "1.5", "1,5", "١٫٥", ".5", "1."

} // namespace overlap::text
