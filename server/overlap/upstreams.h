#pragma once

#include "overlap/net/clock.h"
#include "overlap/scenario/destination.h"

#include <vector>

namespace overlap {

// Main thread. The same makers, with one for upstreams if there was none. Requests that come back
// to any of its upstreams are told to go in circles. `urls` get that of each upstream, in the order
// of UpstreamTimes::origin, and outlive the makers.
scenario::Makers withUpstreams(scenario::Makers makers, const net::Clock &clock,
                               std::vector<QUrl> &urls);

} // namespace overlap
