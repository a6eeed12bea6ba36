#pragma once

#include <QByteArrayView>
#include <QString>

namespace overlap::text {

// Pure. Figures and bytes as text. Numbers have a decimal point and a thin space between
// thousands in every locale, so that columns line up and values can be copied.
QString durationText(qint64 ns); // "0.05 ms", "12 ms", "5.001 s", "9 min 59 s"; "–": unknown (< 0)
QString secondsText(qint64 ns);  // "6.012": seconds since the start, for columns
QString countText(quint64 count);  // "1 284"
QString bytesText(quint64 bytes);  // "312", "1.5 KiB", "16 MiB"
QString factorText(double factor); // "7.4×", "8×"
// Bytes from the wire as plain text for people. Valid UTF-8 is shown; other bytes, and control,
// bidirectional and other invisible characters become escapes such as \x1b or \u202e. Never rich
// text. `keepLines` keeps line breaks (as \n) and tabs.
QString plainText(QByteArrayView bytes, bool keepLines = false);
// The same for a sentence: if it is longer than so many characters, its beginning and "...".
QString shortText(QByteArrayView bytes, qsizetype most = 100);

} // namespace overlap::text
