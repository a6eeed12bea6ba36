#pragma once

#include "overlap/net/call.h"

#include <chrono>
#include <optional>

namespace overlap::answers {

// Any thread. Keeps the calling thread busy for so much processor time, not wall time: more threads
// than cores then take longer, as they must share the cores. Nothing if the client will not wait
// that long. The result is what was computed.
std::optional<quint64> keepBusy(std::chrono::nanoseconds duration, const net::Call &call);

} // namespace overlap::answers
