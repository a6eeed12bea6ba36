#include "overlap/net/descriptors.h"

#include <sys/resource.h>

#include <algorithm>
#include <climits> // OPEN_MAX

namespace overlap::net {

namespace {
constexpr rlim_t mostConnections = 50'000;
#ifdef OPEN_MAX
constexpr rlim_t maxDescriptors = OPEN_MAX; // macOS refuses more, even if the hard limit is higher
#else
constexpr rlim_t maxDescriptors = 1 << 20;
#endif
} // namespace

DescriptorLimits raiseDescriptorLimit()
{
    rlimit limit{1024, 1024};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t wanted = std::min(limit.rlim_max, maxDescriptors);
    if (limit.rlim_cur < wanted) {
        const rlimit raised{wanted, limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit.rlim_cur = wanted;
    }
    const rlim_t all = std::min(limit.rlim_cur, maxDescriptors);
    return {qsizetype(std::min(all * 4 / 5, mostConnections)), qintptr(all * 4 / 5),
            qintptr(all * 9 / 10)};
}

} // namespace overlap::net
