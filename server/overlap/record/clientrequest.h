#pragma once

#include <QtGlobal>

namespace overlap::record {

// Pure. One request of the built-in client as the client saw it, from beginning to connect until
// the last byte of the answer; and, once the server saw it too, which one it is there. What lies
// between sending and being seen is spent where the server can't look: in the kernel. Times in ns
// on the session's clock; -1: did not get so far.
struct ClientRequest
{
    quint64 id = 0; // 1, 2, 3 … over all that a session's client ever sent
    qint64 startNs = 0;
    qint64 sentNs = -1;  // handed to the kernel
    qint64 endNs = -1;   // answered, or given up; -1: in flight
    quint32 ordinal = 0; // which request of its connection, from 1
    quint16 port = 0;    // the client's end of the connection; 0: not connected yet
    quint16 status = 0;  // 0: no answer
    quint64 request = 0; // the server's id; 0: it has not seen it, or not said so
    qint64 seenNs = -1;  // its first byte, as the server saw it

    bool isInFlight() const { return endNs < 0; }
    bool isError() const { return !isInFlight() && (status == 0 || status >= 400); }
};

} // namespace overlap::record
