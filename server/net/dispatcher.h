#pragma once

class QAbstractEventDispatcher;

namespace overlap::net {

// Any thread. The best event dispatcher that this platform has for a thread with thousands of
// sockets; null: Qt's own.
QAbstractEventDispatcher *makeDispatcher();

} // namespace overlap::net
