#pragma once

#include <QtGlobal>

namespace overlap::net {

// Any thread. What Qt's sockets don't offer. Failures are ignored: the peer may have gone.
void shutdownWrite(qintptr descriptor); // sends FIN; receiving goes on
void closeDescriptor(qintptr descriptor);
// So many bytes at most, or what the system allows, wait in the kernel for each direction. To be
// set before the socket listens or connects.
void setKernelBuffers(qintptr descriptor, int bytes);
// Answers are written whole: waiting for more to send would only delay them. So its connections
// do not, where the platform lets them inherit that.
void inheritNoDelay(qintptr listening);
void resetOnClose(qintptr descriptor); // what the kernel still has to send is dropped then
// Bytes that the kernel has taken and the peer's has not confirmed; 0 where the platform does not
// tell.
qint64 undelivered(qintptr descriptor);
// Whether there is nothing more to receive, ever: all was read, and a FIN is next.
bool isAtEnd(qintptr descriptor);
// Whether a FIN has come, though what came before it is unread; false where the platform does not
// tell.
bool hasPeerFinished(qintptr descriptor);

} // namespace overlap::net
