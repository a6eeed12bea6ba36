#pragma once

#include <QByteArrayView>
#include <QString>

namespace overlap::ui {

// Pure. Bytes of the wire for a POSIX shell, to be pasted into a terminal. Neither reads any of
// them: not the shell, the history of an interactive one, nor the terminal's editing.

// What a terminal shows as it is: UTF-8 without control, bidirectional and other invisible
// characters. Line feeds are visible; a tab is a key.
bool isVisible(QByteArrayView bytes);
// One word, in single quotes. The bytes are visible.
QString shellQuoted(QByteArrayView bytes);
// One word of any bytes but line feeds and NUL, which no word can hold.
QString shellWord(QByteArrayView bytes);
// A command that prints the bytes, whatever they are; text stays readable.
QString shellPrintf(QByteArrayView bytes);

} // namespace overlap::ui
