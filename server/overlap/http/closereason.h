#pragma once

#include <QtGlobal>

namespace overlap::http {

// Pure. Why a connection was closed: the first reason counts.
enum class CloseReason : quint8 {
    None,           // still open
    AfterAnswer,    // client or server asked for it (RFC 9112 §9.6)
    HalfClosed,     // the client sent FIN after its last request, which was answered
    ClosedByClient, // the client sent FIN
    ResetByClient,  // or the connection broke; the last answer may be lost
    Idle,           // no next request within the keep-alive time
    TimedOut,       // the request came too slowly, or the client did not read the answer
    Refused,        // the request was invalid, or the server was full
    Stopped,        // the server stopped
    BrokenOff,      // its handler broke the answer off, on purpose
    NeverRun,       // the handler of its last request was not even begun, on purpose
};
inline constexpr int closeReasonCount = 11;

} // namespace overlap::http
