#pragma once

#include <QLabel>

namespace overlap::ui {

// Main thread. Labels that never treat their text as markup: it may come from the wire.
QLabel *plainLabel(const QString &text = {}, QWidget *parent = nullptr);
QLabel *dimLabel(const QString &text = {}, QWidget *parent = nullptr);
QLabel *boldLabel(const QString &text = {}, QWidget *parent = nullptr);
// The system's fixed-width font, in the size of the application's font.
QFont fixedFont();

} // namespace overlap::ui
