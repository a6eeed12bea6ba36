#include "platform/keyplace.h"

#include <QKeyEvent>

namespace overlap::ui {

int keyAtPlace(const QKeyEvent &event)
{
    return keyOfScanCode(event.nativeScanCode());
}

} // namespace overlap::ui
