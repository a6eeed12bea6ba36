#pragma once

class QWidget;

namespace overlap::ui {

// Main thread. From now on the wheel changes a field, list or slider in `root` only if it has the
// focus. Otherwise the wheel scrolls what is around it.
void guardFromWheel(QWidget &root);

} // namespace overlap::ui
