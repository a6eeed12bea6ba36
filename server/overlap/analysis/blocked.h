#pragma once

#include "overlap/record/store.h"

#include <QString>

namespace overlap::analysis {

// Pure. What held an event loop at an instant and what that delayed, in a few lines; empty where
// nothing did. How long the delayed ones had waited unread, no server can know: it does not say.
QString blockedSummary(const record::Store &store, qint64 atNs, qint64 toleranceNs);

} // namespace overlap::analysis
