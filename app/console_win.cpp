#include "app/console.h"

namespace overlap::app {

void prepareConsole() {}

} // namespace overlap::app
