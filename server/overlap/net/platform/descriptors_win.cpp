#include "overlap/net/descriptors.h"

#include <limits>

namespace overlap::net {

DescriptorLimits raiseDescriptorLimit()
{
    constexpr auto any = std::numeric_limits<qintptr>::max();
    return {50'000, any, any}; // sockets are handles: only memory limits them
}

} // namespace overlap::net
