#pragma once

class QKeyEvent;

namespace overlap::ui {

// Pure. What a US keyboard has at the place of a key, as a Qt::Key; 0: a key without a letter or
// sign, or the event does not tell its place.
int keyAtPlace(const QKeyEvent &event);

// For a PC's scan code (set 1), which Linux numbers alike.
int keyOfScanCode(unsigned scanCode);

} // namespace overlap::ui
