#pragma once

#include "overlap/http/fault.h"

namespace overlap::http {

// Pure. What clients of other protocols say first is no request line, and is told from one by its
// first bytes. `line` is one that was refused, up to the byte that was wrong, behind so many empty
// lines. None: no greeting that is known.
Fault greetingIn(QByteArrayView line, int emptyLines);

} // namespace overlap::http
