#pragma once

#include "overlap/analysis/findings.h"

#include <functional>

namespace overlap::analysis {

// Pure. The burst that the sentence tells: what goes on and overlaps; else the latest that is worth
// it, because requests overlapped for long enough to notice, or because it is known why they did
// not, or why one was refused in the very latest. So a page that is loaded after a burst does not
// take its place. Looks back over 64 bursts; if none of them is worth it, the latest that
// overlapped, or else the latest. `findingsOf` is asked only about bursts that may be worth it.
using FindingsOf = std::function<Findings(const record::ConcurrencyCurve::Span &)>;
record::ConcurrencyCurve::Span burstToTell(const record::Store &store, qint64 nowNs,
                                           const FindingsOf &findingsOf);

} // namespace overlap::analysis
