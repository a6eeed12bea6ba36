#pragma once

#include "secrets.h"

#include <QByteArrayView>

// Pure. Finds the ends of names and values in headers, queries, JSON, XML and scripts. All
// positions are indexes into `text`.
namespace overlap::ui::values {

bool isOneOf(QByteArrayView set, char c);
// The position of the first of these characters, or the end.
qsizetype endOf(QByteArrayView text, qsizetype at, QByteArrayView stops);
// The position of the first other character, or the end.
qsizetype skip(QByteArrayView text, qsizetype at, QByteArrayView set = " \t");
// The position of `what`, or the end.
qsizetype find(QByteArrayView text, QByteArrayView what, qsizetype at);
QByteArrayView inRange(QByteArrayView text, TextRange range);

// The name that ends at `end`.
QByteArrayView nameBefore(QByteArrayView text, qsizetype end);
// The end of a value after '='. A semicolon ends it only if another parameter follows.
qsizetype endOfParameter(QByteArrayView text, qsizetype at);
// The size of the quote that begins a string at `at`; 0: none does. In a string within a string,
// backslashes stand before each quote; they count.
qsizetype quoteSize(QByteArrayView text, qsizetype at);
// A value with an end of its own: the inside of quotes, an object, a list. Else `none`.
inline constexpr TextRange none{0, -1};
TextRange delimitedAt(QByteArrayView text, qsizetype at);

} // namespace overlap::ui::values
