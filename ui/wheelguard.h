#pragma once

class QWidget;

namespace overlap::ui {

// Main thread. From now on the wheel changes those fields, lists and sliders in `root` only
// that have the focus: whoever rolls past one means what lies below.
void guardFromWheel(QWidget &root);

} // namespace overlap::ui
