#include "net/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace overlap::net {

namespace {
constexpr rlim_t mostConnections = 50'000;
#ifdef OPEN_MAX
constexpr rlim_t mostDescriptors = OPEN_MAX; // macOS refuses more, whatever its hard limit says
#else
constexpr rlim_t mostDescriptors = 1 << 20;
#endif
} // namespace

qsizetype raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024 * 4 / 5;
    const rlim_t wanted = std::min(limit.rlim_max, mostDescriptors);
    if (limit.rlim_cur < wanted) {
        const rlimit raised{wanted, limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit.rlim_cur = wanted;
    }
    return qsizetype(std::min(limit.rlim_cur / 5 * 4, mostConnections));
}

} // namespace overlap::net
