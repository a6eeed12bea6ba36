#pragma once

class QThread;

namespace overlap::net {

// To be called before the thread starts: it gets the best event dispatcher that this platform has
// for thousands of sockets, or keeps Qt's own.
void useDispatcher(QThread &thread);

} // namespace overlap::net
