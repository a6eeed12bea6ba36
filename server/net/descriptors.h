#pragma once

#include <QtGlobal>

namespace overlap::net {

// Any thread. Raises the process's soft limit of open descriptors to the hard one, where there is
// such a limit. Returns how many connections the process may hold: 80 % of its descriptors, so that
// files and exports still work, and at most 50 000.
qsizetype raiseDescriptorLimit();

} // namespace overlap::net
