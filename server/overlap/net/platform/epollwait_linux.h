#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <span>

namespace overlap::net {

// Any thread. Waits on an epoll set. With epoll_pwait2 (Linux 5.11) the timeout is exact to
// nanoseconds, otherwise it is rounded up to milliseconds. Negative: without limit. Returns the
// number of events, 0 if a signal interrupted it.
int epollWait(int epoll, std::span<epoll_event> events, std::chrono::nanoseconds timeout);

} // namespace overlap::net
