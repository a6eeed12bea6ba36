#pragma once

#include "overlap/record/upstreamtimes.h"

#include <QStringList>

namespace overlap::analysis {

// Pure. The upstream's side of a request, for people.
// What failed: "The upstream refused the connection."; empty: nothing did.
QString troubleText(const record::UpstreamTimes &times);
// The same, what is wrong with its answer, and what to check.
QString troubleAdvice(const record::UpstreamTimes &times);
// "connection 3 to the upstream, request 2 on it", and what is special about it. `upstream`: its
// address; empty: unknown.
QString upstreamConnectionText(const record::UpstreamTimes &times, const QString &upstream = {});
// For a tool tip: the connection, and how long each step took. See upstreamPieces().
QStringList upstreamLines(const record::UpstreamTimes &times, qint64 untilNs, bool isInFlight);
// For screen readers: what failed, or the longest step: "waiting for the first byte 210 ms".
QString upstreamSpoken(const record::UpstreamTimes &times, qint64 untilNs, bool isInFlight);

} // namespace overlap::analysis
