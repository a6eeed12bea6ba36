#pragma once

#include "overlap/record/store.h"

namespace overlap::analysis {

// Pure. For how long a request may have waited unread at most, since the event loop was blocked
// until it read it; 0: it was not, or not for long. A bound: a server cannot know when bytes
// arrived that it has not read. Nor which of several loops reads a connection: then any of them
// counts. A client that pipelines may have sent earlier. Looks back no further than notBeforeNs.
qint64 unreadAtMostNs(const record::Store &store, const record::Record &record,
                      qint64 notBeforeNs = 0);

// Whether the loops have reported so late that unreadAtMostNs() will not change.
bool isUnreadKnown(const record::Store &store, const record::Record &record);

// "waited unread up to 4.0 s: the event loop was blocked"; empty for 0.
QString unreadText(qint64 ns);

} // namespace overlap::analysis
