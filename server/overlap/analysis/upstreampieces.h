#pragma once

#include "overlap/record/record.h"

#include <QString>
#include <QVarLengthArray>

namespace overlap::analysis {

// Pure. What a request does between this server and its upstream, in this order.
enum class UpstreamStep : quint8 {
    WaitingForConnection, // as its rule allows no more of them
    Connecting,           // the name is looked up, and TCP connects
    Securing,             // TLS begins
    Sending,
    Waiting, // it was sent, and no byte of the answer came
    Receiving,
};
inline constexpr int upstreamStepCount = 6;

QString nameOf(UpstreamStep step); // "waiting for a connection"

struct UpstreamPiece
{
    qint64 fromNs = 0;
    qint64 toNs = 0;
    UpstreamStep step = UpstreamStep::Connecting;
    bool open = false; // it still goes on
};
using UpstreamPieces = QVarLengthArray<UpstreamPiece, upstreamStepCount>;

// Pure. In order, without gaps; those without a duration are left out. What was not
// reached by untilNs, see upstreamUntilNs(), has ended then, if the request is not in flight.
UpstreamPieces upstreamPieces(const record::UpstreamTimes &times, qint64 untilNs, bool isInFlight);

// Until when a request can have been with its upstream: the present or, once it has ended, until
// its answer was only written.
qint64 upstreamUntilNs(const record::Record &record, qint64 nowNs);

// A moment of the times on the session's clock; `otherwise` if it was not reached.
inline qint64 momentNs(const record::UpstreamTimes &times, record::Ticks moment, qint64 otherwise)
{
    return moment == record::notYet ? otherwise
                                    : times.askedNs + qint64(moment) * record::nsPerTick;
}

} // namespace overlap::analysis
