#pragma once

#include "overlap/net/clock.h"
#include "overlap/scenario/destination.h"

namespace overlap {

// Main thread. The same makers, with one for upstreams if there was none. Requests that come back
// to any of its upstreams are told to go in circles.
scenario::Makers withUpstreams(scenario::Makers makers, const net::Clock &clock);

} // namespace overlap
