#pragma once

#include <QByteArrayView>
#include <QString>

namespace overlap::text {

// Pure. How figures and bytes are shown. Numbers use the C locale's decimal point and a thin space
// between thousands, so that columns line up and values can be copied.
QString durationText(qint64 ns); // "0.05 ms", "12 ms", "5.001 s", "9:59.0 min"; "–": unknown (< 0)
QString secondsText(qint64 ns);  // "6.012": seconds since the start, for columns
QString countText(quint64 count);  // "1 284"
QString bytesText(quint64 bytes);  // "312", "1.5 KiB", "16 MiB"
QString factorText(double factor); // "7.4×", "8×"
// Bytes of the wire as plain text for people: UTF-8 where valid, every control, bidirectional and
// other invisible character as an escape such as \x1b or \u202e, never rich text. Line breaks (as
// \n) and tabs are kept only where asked for.
QString plainText(QByteArrayView bytes, bool keepLines = false);

} // namespace overlap::text
