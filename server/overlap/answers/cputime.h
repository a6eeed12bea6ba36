#pragma once

#include <chrono>

namespace overlap::answers {

// Any thread. Processor time that the calling thread has used. Unlike wall time, it does not count
// waiting for a processor.
std::chrono::nanoseconds threadCpuTime();

} // namespace overlap::answers
