#include "overlap/net/descriptors.h"

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

DescriptorLimits raiseDescriptorLimit()
{
    rlimit limit{1024, 1024};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t wanted = std::min(limit.rlim_max, mostDescriptors);
    if (limit.rlim_cur < wanted) {
        const rlimit raised{wanted, limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit.rlim_cur = wanted;
    }
    const rlim_t all = std::min(limit.rlim_cur, mostDescriptors);
    return {qsizetype(std::min(all * 4 / 5, mostConnections)), qintptr(all * 4 / 5),
            qintptr(all * 9 / 10)};
}

} // namespace overlap::net
