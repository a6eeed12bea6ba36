#pragma once

#include <QtGlobal>

namespace overlap::http {

// Pure. Why a connection ended: what came first.
enum class CloseReason : quint8 {
    None,           // it has not
    AfterAnswer,    // one of the sides had asked for it (RFC 9112 §9.6)
    HalfClosed,     // FIN behind the last request, which was answered
    ClosedByClient, // FIN
    ResetByClient,  // or broken, perhaps before the answer was taken
    Idle,           // kept alive for long enough
    TimedOut,       // a request that did not come in time, or an answer that was not taken
    Refused,        // what it sent was wrong, or it was one too many
    Stopped,        // with the server
};
inline constexpr int closeReasonCount = 9;

} // namespace overlap::http
