#pragma once

#include "overlap/record/store.h"

#include <QString>

namespace overlap::analysis {

// Pure. Which request blocked an event loop at an instant, and how many requests that delayed, in a
// few lines. Empty if no loop was blocked. It does not say how long they were delayed: a server
// cannot know when bytes arrived that it has not read.
QString blockedSummary(const record::Store &store, qint64 atNs, qint64 toleranceNs);

} // namespace overlap::analysis
