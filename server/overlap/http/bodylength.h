#pragma once

#include <QtGlobal>

namespace overlap::http {

// Pure. How a client finds the end of a body that comes in pieces (RFC 9112 §6.3).
struct BodyLength
{
    enum class Kind : quint8 {
        Known,      // by Content-Length
        Chunked,    // by the last chunk; HTTP/1.0 clients get UntilClose instead
        UntilClose, // by the FIN: then nobody can tell whether it is whole
    };
    Kind kind = Kind::Chunked;
    qint64 bytes = 0; // if it is known

    static BodyLength known(qint64 bytes) { return {Kind::Known, bytes}; }
};

// Pure. How an answer ends early, on purpose.
enum class BreakOff : quint8 {
    Close,   // FIN: before the head the reply is empty, in a body it is cut short
    Reset,   // RST, once the client has what was written before
    Garbage, // bytes that are not HTTP, then FIN
};

} // namespace overlap::http
