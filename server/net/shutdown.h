#pragma once

#include <QtGlobal>

namespace overlap::net {

// Any thread. What Qt's sockets don't offer. Failures are ignored: the peer may have gone.
void shutdownWrite(qintptr descriptor); // sends FIN; receiving goes on
void closeDescriptor(qintptr descriptor);

} // namespace overlap::net
