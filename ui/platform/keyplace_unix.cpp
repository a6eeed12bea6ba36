#include "platform/keyplace.h"

#include <QKeyEvent>

namespace overlap::ui {

// X11, and Qt for Wayland, add 8 to the kernel's code.
int keyAtPlace(const QKeyEvent &event)
{
    const quint32 code = event.nativeScanCode();
    return code > 8 ? keyOfScanCode(code - 8) : 0;
}

} // namespace overlap::ui
