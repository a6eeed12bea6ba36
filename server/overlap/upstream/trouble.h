#pragma once

#include "overlap/http/response.h"
#include "overlap/upstream/flaw.h"
#include "overlap/upstream/origin.h"

namespace overlap::upstream {

// Pure. Why a request that was passed on got no answer that could be passed back.
enum class Trouble : quint8 {
    None,
    NameUnknown,  // its host has no address
    Refused,      // nobody listens at its port
    Unreachable,  // no way leads to its address
    ConnectLate,  // it did not take the connection in time
    TlsFailed,    // no secure connection came about
    ClosedBefore, // it closed the connection before its answer
    ResetBefore,  // the same, by a reset
    AnswerLate,   // it was silent for too long
    WrongAnswer,  // see Flaw
    CutShort,     // it ended the connection within its answer
    Circle,       // the request was passed on by this server before
    Exhausted,    // this machine has no descriptor or port left for a connection
    TlsLate,      // it took the connection, but did not make it secure in time
    // Its certificate was not accepted.
    OutOfDate, // it has expired, or is not valid yet
    Untrusted, // nobody who is trusted has signed it
    WrongName, // it is that of another host
};
inline constexpr int troubleCount = int(Trouble::WrongName) + 1;

// 502, 503, 504 or 508.
http::Status statusOf(Trouble trouble);

// One sentence for people, in plain text: what happened.
QByteArrayView sentenceOf(Trouble trouble);
// One or two: what to check.
QByteArrayView adviceOf(Trouble trouble);

// The page that the client gets, in plain text. It never repeats bytes of the answer.
http::Response pageOf(Trouble trouble, const Origin &origin, Flaw flaw = Flaw::None);

} // namespace overlap::upstream
