#pragma once

#include <QString>

class QMimeData;
class QStatusBar;

namespace overlap::ui {

// Main thread. Copies a text to the clipboard. `what` tells people what it is, such as "3 rows".
void copyText(const QString &text, const QString &what);

// Main thread. The same, for what a text field copies; the caller owns it.
QMimeData *copyable(const QString &text, const QString &what);

// Main thread. Says in the status bar, and to screen readers, what this program copied: by
// copyText(), or by a text field's own means.
void tellCopies(QStatusBar &bar);

} // namespace overlap::ui
