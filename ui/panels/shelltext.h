#pragma once

#include <QByteArrayView>
#include <QString>

namespace overlap::ui {

// Pure. Writes any bytes as text for a POSIX shell that is safe to paste into a terminal. Neither
// the shell, nor the history expansion of an interactive shell, nor the terminal's line editor
// interprets any of the bytes.

// Whether a terminal shows the bytes as they are: UTF-8 without control, bidirectional and other
// invisible characters. A line feed counts as visible; a tab does not, since it is a key of the
// line editor.
bool isVisible(QByteArrayView bytes);
// One shell word in single quotes. Precondition: isVisible(bytes).
QString shellQuoted(QByteArrayView bytes);
// One shell word. The bytes must not contain line feeds or NUL, which no shell word can hold.
QString shellWord(QByteArrayView bytes);
// A printf command that prints any bytes. Text in it stays readable.
QString shellPrintf(QByteArrayView bytes);

} // namespace overlap::ui
