#pragma once

#include "overlap/http/closereason.h"

#include <QtGlobal>

#include <array>
#include <variant>

namespace overlap::record {

// Pure. What a request goes through, in this order; the words used everywhere.
enum class Phase : quint8 {
    KeepAliveIdle, // before the first byte: not part of the total
    ReadingHead,
    ReadingBody,
    Queued,        // complete, waiting for its strategy's turn
    Running,       // its handler holds a thread
    Sleeping,      // its handler waits without holding anything
    TimerLateness, // the wait was over, but its timer came later
    Writing,       // the response is being handed to the kernel ("flushed")
};
inline constexpr int phaseCount = 8;

enum class Outcome : quint8 {
    InFlight,
    Answered,
    Refused,
    TimedOut,
    AbortedByClient,
    AbortedByServer,
};

// Durations are kept in ticks of 250 ns: 32 bits then reach 17.9 minutes, which is more than the
// longest wait that a route allows. Longer ones saturate.
using Ticks = quint32;
inline constexpr qint64 nsPerTick = 250;

// Pure. One request as plain data, at most 96 bytes. While it is in flight, phases up to `phase`
// are filled in, and `phase` has lasted since `phaseSinceNs`.
struct Record
{
    quint64 id = 0;          // 1, 2, 3 … in order of first bytes, over all loops of a session
    qint64 startNs = 0;      // first byte, on the session's clock
    qint64 phaseSinceNs = 0; // when in flight: start of `phase`; else the end (flushed or gone)
    std::array<Ticks, phaseCount> phases{}; // each one's duration
    quint32 connection = 0;
    quint32 ordinal = 0; // which request of its connection, from 1
    quint32 bytesIn = 0; // saturating
    quint32 bytesOut = 0;
    quint16 status = 0; // 0: no response
    quint8 method = 0;  // http::Method
    Outcome outcome = Outcome::InFlight;
    Phase phase = Phase::ReadingHead; // when in flight
    quint8 fault = 0;                 // http::Fault: why it was refused
    quint32 detailBytes = 0;          // what follows in the detail ring; 0: not kept
};
static_assert(sizeof(Record) <= 96);

inline constexpr qint64 totalNs(const Record &r)
{
    return r.phaseSinceNs - r.startNs;
}

inline constexpr qint64 phaseNs(const Record &r, Phase phase)
{
    return qint64(r.phases[std::size_t(phase)]) * nsPerTick;
}

struct ConnectionOpened
{
    quint32 connection = 0;
    qint64 atNs = 0;
    std::array<quint8, 16> peerAddress{}; // IPv6, or IPv4-mapped
    quint16 peerPort = 0;
};

struct ConnectionClosed
{
    quint32 connection = 0;
    qint64 atNs = 0;
    http::CloseReason closeReason = http::CloseReason::None; // not known
};

// LoopMonitor of an event loop, from waking up until it waits again: one, or some short ones after
// each other.
struct LoopSpan
{
    qint64 fromNs = 0;
    qint64 toNs = 0;
    qint64 busyNs = 0;    // without the waiting between the turns
    qint64 longestNs = 0; // of the turns
};

// What goes through a loop's ring, in the order in which it happened on that loop. A Record that
// is InFlight announces (again) an unfinished request; any other outcome finishes it.
using Entry = std::variant<Record, ConnectionOpened, ConnectionClosed, LoopSpan>;

} // namespace overlap::record
