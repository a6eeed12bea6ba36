#pragma once

#include "overlap/session.h"

namespace overlap::app {

// Main thread. A finished request in one line: wall-clock time of its first byte with the offset
// from UTC, status, method, target, duration; and how it ended, if it was not answered.
QString logLine(const Session &session, record::Row row);

} // namespace overlap::app
