#pragma once

#include <QLabel>

namespace overlap::ui {

// Main thread. Labels that never take their text for markup: what the wire says may stand in them.
QLabel *plainLabel(const QString &text = {}, QWidget *parent = nullptr);
QLabel *dimLabel(const QString &text = {}, QWidget *parent = nullptr);
QLabel *boldLabel(const QString &text = {}, QWidget *parent = nullptr);
// The system's font of fixed width, as large as the window's.
QFont fixedFont();

} // namespace overlap::ui
