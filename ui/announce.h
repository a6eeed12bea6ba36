#pragma once

#include <QString>

class QWidget;

namespace overlap::ui {

// Main thread. Lets a screen reader speak a text, as an announcement of a widget.
void announce(QWidget *from, const QString &text);

} // namespace overlap::ui
