#include "platform/keyplace.h"

#include <QKeyEvent>

#include <string_view>

namespace overlap::ui {

// macOS numbers the keys in its own way (kVK_ANSI_… in HIToolbox/Events.h). 0 is A, but also the
// number of an event that does not tell its place.
int keyAtPlace(const QKeyEvent &event)
{
    static constexpr std::string_view keys = "ASDFHGZXCV BQWERYT123465=97-80]OU[IP LJ'K;\\,/NM.";
    const quint32 code = event.nativeVirtualKey();
    return code > 0 && code < keys.size() && keys[code] != ' ' ? keys[code] : 0;
}

} // namespace overlap::ui
