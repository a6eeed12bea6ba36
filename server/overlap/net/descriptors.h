#pragma once

#include <QtGlobal>

namespace overlap::net {

// Pure. Limits for connections, so that descriptors remain for files, exports and the window. The
// number of a new descriptor is the lowest free one, so it shows how many are open in the process.
struct DescriptorLimits
{
    qsizetype connections; // 80 % of the descriptors, at most 50 000
    qintptr refuseFrom;    // connections with this number or above get 503: at 80 %
    qintptr closeFrom;     // from this number on they are closed without an answer: at 90 %
};

// Any thread. Raises the process's soft limit of descriptors to the hard limit, on platforms that
// have them.
DescriptorLimits raiseDescriptorLimit();

} // namespace overlap::net
