#pragma once

#include <QtGlobal>

namespace overlap::net {

// What a process may open, so that there is always room for files, exports and the window itself.
// A descriptor's number is the lowest that is free, so it tells how many are open, whoever did it.
struct DescriptorLimits
{
    qsizetype connections; // 80 % of the descriptors, at most 50 000
    qintptr refuseFrom;    // the number from which on connections get 503: at 80 %
    qintptr closeFrom;     // the number from which on there is no time for that: at 90 %
};

// Any thread. Raises the process's soft limit of descriptors to the hard one, where there is such
// a limit.
DescriptorLimits raiseDescriptorLimit();

} // namespace overlap::net
