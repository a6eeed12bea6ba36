#pragma once

class QKeyEvent;

namespace overlap::ui {

// Pure. The key that a shortcut of one letter means, as a Qt::Key. A layout without Latin letters
// (Cyrillic, Greek, Arabic …) has none of these: then it is what a US keyboard has at that place.
int latinKey(const QKeyEvent &event);

} // namespace overlap::ui
