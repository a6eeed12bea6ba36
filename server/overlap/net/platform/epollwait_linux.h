#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <span>

namespace overlap::net {

// Any thread. Waits on an epoll set with the kernel's nanoseconds where it has epoll_pwait2 (Linux
// 5.11), and else with milliseconds, rounded up. Negative: for ever. Returns how many events came;
// an interruption by a signal counts as none.
int epollWait(int epoll, std::span<epoll_event> events, std::chrono::nanoseconds timeout);

} // namespace overlap::net
