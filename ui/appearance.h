#pragma once

#include <QtGlobal>

namespace overlap::ui {

enum class Appearance : quint8 { System, Light, Dark };

// Main thread. Gives all windows the system's palette, or the light or dark one of theme.h.
void apply(Appearance appearance);
// Makes the dim texts of the system's palette readable. Call it when that palette has changed.
void makeReadable();

} // namespace overlap::ui
