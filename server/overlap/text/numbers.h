#pragma once

#include <QStringView>

#include <optional>

namespace overlap::text {

// Pure. Numbers as people type them in any locale: digits of every script, with blanks around. None
// where it has a sign, an exponent or anything else. "1,000" is a thousand to some and one to
// others: a whole number has no separator at all, and in a decimal one each means the decimals.
std::optional<int> wholeFrom(QStringView typed);
std::optional<double> decimalFrom(QStringView typed); // "1.5", "1,5", "١٫٥", ".5", "1."

} // namespace overlap::text
