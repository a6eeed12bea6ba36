#include "net/descriptors.h"

namespace overlap::net {

qsizetype raiseDescriptorLimit()
{
    return 50'000; // sockets are handles: memory is the limit
}

} // namespace overlap::net
