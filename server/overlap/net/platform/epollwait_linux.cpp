#include "overlap/net/platform/epollwait_linux.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <limits>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace overlap::net {

namespace {

int waitMs(int epoll, std::span<epoll_event> events, std::chrono::nanoseconds timeout)
{
    // -1 ns means without limit; rounding up would make it 0.
    const auto ms =
        timeout.count() < 0 ? -1 : std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
    return ::epoll_wait(epoll, events.data(), int(events.size()),
                        int(std::clamp<long long>(ms, -1, std::numeric_limits<int>::max())));
}

#ifdef SYS_epoll_pwait2

int waitNs(int epoll, std::span<epoll_event> events, std::chrono::nanoseconds timeout)
{
    // Without a finite timeout, both calls are the same.
    if (timeout.count() <= 0)
        return waitMs(epoll, events, timeout);
    static std::atomic<bool> known = true; // by the kernel
    if (known.load(std::memory_order_relaxed)) {
        const auto whole = std::chrono::floor<std::chrono::seconds>(timeout);
        const timespec time{time_t(whole.count()), long((timeout - whole).count())};
        const long count = ::syscall(SYS_epoll_pwait2, epoll, events.data(), int(events.size()),
                                     &time, nullptr, 0);
        if (count >= 0 || (errno != ENOSYS && errno != EPERM))
            return int(count);
        known.store(false, std::memory_order_relaxed);
    }
    return waitMs(epoll, events, timeout);
}

#else

int waitNs(int epoll, std::span<epoll_event> events, std::chrono::nanoseconds timeout)
{
    return waitMs(epoll, events, timeout);
}

#endif

} // namespace

int epollWait(int epoll, std::span<epoll_event> events, std::chrono::nanoseconds timeout)
{
    return std::max(0, waitNs(epoll, events, timeout));
}

} // namespace overlap::net
