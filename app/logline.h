#pragma once

#include "overlap/session.h"

namespace overlap::app {

// Pure. A finished request in one line: when it began, as the wall clock said, with the offset from
// UTC; status, method, target, how long it took, and how it ended where it was not answered.
QString logLine(const Session &session, record::Row row);

} // namespace overlap::app
