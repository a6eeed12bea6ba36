#pragma once

#include "overlap/record/ticks.h"

#include <algorithm>
#include <limits>

namespace overlap::record {

// Pure. A moment that was not reached yet.
inline constexpr Ticks notYet = std::numeric_limits<Ticks>::max();

// Pure. A moment of an upstream's side of a request: so many ns after a connection to the upstream
// was asked for. It saturates, but never becomes notYet.
inline constexpr Ticks upstreamMoment(qint64 sinceAskedNs)
{
    return Ticks(std::clamp<qint64>(sinceAskedNs / nsPerTick, 0, notYet - 1));
}

// Pure. An entry: what went on between this server and an upstream for one request, up to now. It
// is written whenever a moment is reached, and for the last time before the Record that finishes
// the request. Each one replaces the one before. If a request is sent again on another connection,
// all but `request` and `askedNs` is of the latter.
struct UpstreamTimes
{
    quint64 request = 0;    // its Record::id
    qint64 askedNs = 0;     // when a connection was asked for, on the session's clock
    quint64 bytesUp = 0;    // of the request, as handed to the kernel
    quint64 bytesDown = 0;  // of the answer
    quint32 connection = 0; // to the upstream: 1, 2, 3 … over all loops of a session; 0: none yet
    quint32 ordinal = 0;    // which request of that connection, from 1
    // See upstreamMoment(). In this order, but `sent` may come behind the answer. The first three
    // are equal if the connection was there already.
    Ticks given = notYet;       // it has a connection to use, or to make
    Ticks connected = notYet;   // name looked up, and TCP connected
    Ticks secured = notYet;     // TLS is there: now the request begins to be sent
    Ticks sent = notYet;        // the request's last byte was handed to the kernel
    Ticks firstByte = notYet;   // of the final answer, not of one with a status of 1xx
    Ticks received = notYet;    // the answer's last byte, or the end of the connection
    quint16 origin = 0;         // which upstream: 1, 2, 3 … in a session; 0: not told
    quint16 status = 0;         // of the upstream's own answer; 0: none
    quint8 trouble = 0;         // upstream::Trouble
    quint8 flaw = 0;            // upstream::Flaw, if it is WrongAnswer
    bool isReused = false;      // the connection had a request before
    bool isRetry = false;       // sent again, as the connection was closed just then
    bool isTunnel = false;      // 101: bytes go both ways until someone closes
    bool isEventStream = false; // text/event-stream: meant to be long
    bool isInsecure = false;    // TLS, but its certificate was not checked

    bool operator==(const UpstreamTimes &) const = default;
};
static_assert(sizeof(UpstreamTimes) <= 80);

// Pure. Whether the answer has begun, and is meant to stay open: nobody waits for its end.
inline constexpr bool staysOpen(const UpstreamTimes &times)
{
    return (times.isTunnel || times.isEventStream) && times.firstByte != notYet;
}

} // namespace overlap::record
