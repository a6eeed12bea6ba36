#pragma once

#include "overlap/net/call.h"
#include "overlap/upstream/passage.h"

namespace overlap::upstream {

// Any thread. Passes on a call that holds its thread, as a server does that blocks: over a
// connection of its own, for which the thread waits. The answer comes back in pieces, but no
// interim ones, and never a WebSocket.
void passHeld(net::Call &&call, std::shared_ptr<const Route> route, Passing passing);

} // namespace overlap::upstream
