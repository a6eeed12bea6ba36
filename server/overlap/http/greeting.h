#pragma once

#include "overlap/http/fault.h"

namespace overlap::http {

// Pure. Recognizes a client of another protocol by its first bytes. `line` is a refused request
// line, up to and with the wrong byte; `emptyLines` came before it. None if it is not known.
Fault greetingIn(QByteArrayView line, int emptyLines);

} // namespace overlap::http
