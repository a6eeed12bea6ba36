#pragma once

#include "overlap/record/store.h"

namespace overlap::analysis {

// Pure. Why a finished request was refused, why its handler never ran, or why the page that sent it
// may not read the answer, in one sentence that says what to do. Empty if none is the case. The
// heads show the latter: the page has another origin, and the answer does not allow that (Fetch
// standard, “CORS protocol”). Of one that was passed on: what failed at the upstream.
QString reasonOf(const record::Record &record, const record::KeptDetails &details,
                 const std::optional<record::UpstreamTimes> &upstream = {});

} // namespace overlap::analysis
