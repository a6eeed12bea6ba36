#pragma once

#include <QString>

class QWidget;

namespace overlap::ui {

// Main thread. Has a screen reader say something that was not asked for, as what comes from a
// widget.
void announce(QWidget *from, const QString &text);

} // namespace overlap::ui
