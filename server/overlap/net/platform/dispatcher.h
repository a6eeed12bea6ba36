#pragma once

class QThread;

namespace overlap::net {

// Any thread. Call it before the thread starts. Sets this platform's best event dispatcher for
// thousands of sockets, or keeps Qt's own.
void useDispatcher(QThread &thread);

} // namespace overlap::net
