#pragma once

#include <QtGlobal>

namespace overlap::record {

// Pure. One request of the built-in client as the client saw it, and which request it is for the
// server. Times in ns on the session's clock; -1: not reached. The time from sentNs to seenNs is
// spent in the kernel, where the server cannot measure.
struct ClientRequest
{
    quint64 id = 0;      // 1, 2, 3 … over all requests of a session's client
    qint64 startNs = 0;  // began to connect, or to send over a kept connection
    qint64 sentNs = -1;  // handed to the kernel
    qint64 endNs = -1;   // the answer's last byte, or a failure; -1: in flight
    quint32 ordinal = 0; // which request of its connection, from 1
    quint16 port = 0;    // the client's port of the connection; 0: not connected yet
    quint16 status = 0;  // 0: no answer
    quint64 request = 0; // the server's id of it; 0: not known (yet)
    qint64 seenNs = -1;  // when the server saw its first byte

    bool isInFlight() const { return endNs < 0; }
    bool isError() const { return !isInFlight() && (status == 0 || status >= 400); }
};

} // namespace overlap::record
