#pragma once

#include "secrets.h"

#include <QByteArrayView>

// Pure. Where names and values of many languages end; places are those of the text.
namespace overlap::ui::values {

bool isOneOf(QByteArrayView set, char c);
// The first of these characters, or the end.
qsizetype endOf(QByteArrayView text, qsizetype at, QByteArrayView stops);
// The first other character, or the end.
qsizetype skip(QByteArrayView text, qsizetype at, QByteArrayView set = " \t");
// Where it stands, or the end.
qsizetype find(QByteArrayView text, QByteArrayView what, qsizetype at);
QByteArrayView inRange(QByteArrayView text, TextRange span);

// The name that ends at `end`.
QByteArrayView nameBefore(QByteArrayView text, qsizetype end);
// Of a value behind '='. A semicolon separates parameters, or is a part of one.
qsizetype endOfParameter(QByteArrayView text, qsizetype at);
// How a quoted string begins and ends here; 0: there is none. Within another string each of its
// quotes has so many backslashes before it.
qsizetype quoteSize(QByteArrayView text, qsizetype at);
// A value that has an end of its own: what is within quotes, an object, a list.
inline constexpr TextRange none{0, -1};
TextRange delimitedAt(QByteArrayView text, qsizetype at);

} // namespace overlap::ui::values
