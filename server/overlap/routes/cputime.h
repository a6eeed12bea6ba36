#pragma once

#include <chrono>

namespace overlap::routes {

// Any thread. Processor time that the calling thread has used. Unlike time on the wall it tells
// computing from waiting for a processor.
std::chrono::nanoseconds threadCpuTime();

} // namespace overlap::routes
