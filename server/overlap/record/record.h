#pragma once

#include "overlap/http/closereason.h"
#include "overlap/record/ticks.h"
#include "overlap/record/upstreamtimes.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <limits>
#include <variant>

namespace overlap::record {

// Pure. What a request goes through, in this order.
enum class Phase : quint8 {
    KeepAliveIdle, // before the first byte: not part of the total
    ReadingHead,
    ReadingBody,
    Queued,        // complete; its strategy has not run its handler yet
    Running,       // its handler runs, or holds a thread while it waits
    Sleeping,      // its handler waits without holding a thread
    Held,          // its handler waits at a gate until someone lets it go; within Sending, too
    TimerLateness, // the wait is over, but the timer fires later
    Upstream,      // passed on: until the first byte of the upstream's answer, see UpstreamTimes
    Sending,       // an answer in pieces: from its head to its last piece, without Held
    Writing,       // the response is being handed to the kernel
};
inline constexpr int phaseCount = 11;

// Pure. How a request ended.
enum class Outcome : quint8 {
    InFlight,
    Answered,
    Refused,
    TimedOut,
    AbortedByClient,
    AbortedByServer,
    // Its handler ended the answer early, on purpose.
    CutShort,
    Reset,
    Garbled,
    NeverRun, // its strategy left it: its handler never ran, and the client got no answer
};

// Pure. One request as plain data, at most 104 bytes. While it is in flight, `phases` is filled in
// up to `phase`, which began at `phaseSinceNs`.
struct Record
{
    quint64 id = 0;          // 1, 2, 3 … in order of first bytes, over all loops of a session
    qint64 startNs = 0;      // first byte, on the session's clock
    qint64 phaseSinceNs = 0; // in flight: when `phase` began; else the end (flushed or closed)
    std::array<Ticks, phaseCount> phases{}; // durations
    quint32 connection = 0;
    quint32 ordinal = 0; // which request of its connection, from 1
    quint32 bytesIn = 0; // saturating
    quint32 bytesOut = 0;
    quint16 status = 0; // 0: no response
    quint8 method = 0;  // http::Method
    Outcome outcome = Outcome::InFlight;
    Phase phase = Phase::ReadingHead; // if in flight
    quint8 fault = 0;                 // http::Fault: why it was refused
    quint16 isControl : 1 = false;    // see http::asksForControl()
    quint16 rule : 14 = 0;            // of the scenario, that took it: its number; 0: none
    quint16 queuedAtRule : 1 = false; // most of Queued was for the rule's turn, see net::Turns
    quint32 detailBytes = 0;          // size of its block in the queue of details; 0: none
    Ticks held = 0; // of Running: it waited, and held its thread; 0 while it is in flight
};
static_assert(sizeof(Record) <= 104);

inline constexpr qint64 totalNs(const Record &r)
{
    return r.phaseSinceNs - r.startNs;
}

inline constexpr qint64 phaseNs(const Record &r, Phase phase)
{
    return qint64(r.phases[std::size_t(phase)]) * nsPerTick;
}

// The wait in the queue; empty if there was none. If it still waits, toNs is the largest number.
// The end is rounded up, since the handler may run from then on. Reading that took only an instant
// belongs to the wait: else requests that arrive together would seem to be handled at once.
struct QueueWait
{
    qint64 fromNs, toNs;
};
inline constexpr QueueWait queueWait(const Record &r)
{
    constexpr qint64 instantNs = 1'000'000;
    const qint64 readNs = phaseNs(r, Phase::ReadingHead) + phaseNs(r, Phase::ReadingBody);
    const qint64 fromNs = r.startNs + (readNs < instantNs ? 0 : readNs);
    if (r.outcome == Outcome::InFlight && r.phase == Phase::Queued)
        return {fromNs, std::numeric_limits<qint64>::max()};
    const qint64 ns = phaseNs(r, Phase::Queued);
    return {fromNs,
            ns == 0 ? fromNs : std::min(r.startNs + readNs + ns + nsPerTick, r.phaseSinceNs)};
}

// Pure. An entry for an accepted connection.
struct ConnectionOpened
{
    quint32 connection = 0;
    qint64 atNs = 0;
    std::array<quint8, 16> peerAddress{}; // IPv6, or IPv4-mapped
    quint16 peerPort = 0;
};

// Pure. An entry for a connection that was closed.
struct ConnectionClosed
{
    quint32 connection = 0;
    qint64 atNs = 0;
    http::CloseReason closeReason = http::CloseReason::None; // None: unknown
};

// Pure. One iteration of an event loop, or several short ones.
struct LoopSpan
{
    qint64 fromNs = 0;
    qint64 toNs = 0;
    qint64 busyNs = 0;    // without the waiting between the iterations
    qint64 longestNs = 0; // the longest iteration
};

// Pure. What goes through a loop's journal, in the order in which it happened on that loop. A
// Record that is InFlight announces a request, or updates it; any other outcome finishes it.
using Entry = std::variant<Record, ConnectionOpened, ConnectionClosed, LoopSpan, UpstreamTimes>;

} // namespace overlap::record
