#pragma once

#include <QString>

#include <span>

namespace overlap::scenario {

// Pure. The word of the list that was probably meant: one that needs few single changes (a letter
// more, less, another one, or two exchanged), whatever their case. Empty if none is near.
QByteArrayView nearest(QByteArrayView word, std::span<const QByteArrayView> known);

// Pure. Ends a sentence that says that a word is unknown: ": did you mean “rules”?", or
// ": these are: a, b." if none is near.
QString orNearest(QByteArrayView word, std::span<const QByteArrayView> known);

} // namespace overlap::scenario
