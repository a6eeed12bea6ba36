#include "platform/keyplace.h"

#include <string_view>

namespace overlap::ui {

int keyOfScanCode(unsigned scanCode)
{
    struct Row
    {
        unsigned first; // scan code
        std::string_view keys;
    };
    static constexpr Row rows[] = {
        {2, "1234567890-="}, {16, "QWERTYUIOP[]"}, {30, "ASDFGHJKL;'`"}, {43, "\\ZXCVBNM,./"}};
    for (const Row &row : rows) {
        if (scanCode >= row.first && scanCode < row.first + row.keys.size())
            return row.keys[scanCode - row.first]; // Qt::Key has these signs' codes
    }
    return 0;
}

} // namespace overlap::ui
