#pragma once

#include <QtGlobal>

namespace overlap::net {

// Any thread. What Qt's sockets do not offer. Failures are ignored, as the peer may have gone.
void shutdownWrite(qintptr descriptor); // sends FIN; receiving goes on
void closeDescriptor(qintptr descriptor);
// So many bytes at most, or what the system allows, wait in the kernel for each direction. To be
// set before the socket listens or connects.
void setKernelBuffers(qintptr descriptor, int bytes);
// What QTcpServer::setListenBacklogSize() takes, so that so many connections can wait.
int listenBacklog(int connections);
// Answers are written whole: waiting for more to send would only delay them. So its connections
// do not, where the platform lets them inherit that.
void inheritNoDelay(qintptr listening);
void resetOnClose(qintptr descriptor); // then the kernel also drops what it has not sent
// Bytes that the kernel has taken but the peer has not confirmed; 0 if the platform cannot say.
qint64 undelivered(qintptr descriptor);
// Whether all bytes were read, and a FIN is next.
bool isAtEnd(qintptr descriptor);
// Whether a FIN has arrived, even if bytes before it are unread; false if the platform cannot say.
bool hasPeerFinished(qintptr descriptor);

} // namespace overlap::net
