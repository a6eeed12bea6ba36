#include "overlap/analysis/upstreampieces.h"

#include <QCoreApplication>

#include <array>

namespace overlap::analysis {

using record::Ticks;

QString nameOf(UpstreamStep step)
{
    const auto tr = [](const char *text) {
        return QCoreApplication::translate("UpstreamStep", text);
    };
    switch (step) {
    case UpstreamStep::WaitingForConnection: return tr("waiting for a connection");
    case UpstreamStep::Connecting: return tr("connecting");
    case UpstreamStep::Securing: return tr("securing the connection");
    case UpstreamStep::Sending: return tr("sending the request");
    case UpstreamStep::Waiting: return tr("waiting for the first byte");
    case UpstreamStep::Receiving: return tr("receiving the answer");
    }
    return {};
}

qint64 upstreamUntilNs(const record::Record &record, qint64 nowNs)
{
    if (record.outcome == record::Outcome::InFlight)
        return std::max(record.startNs, nowNs);
    return record.phaseSinceNs - record::phaseNs(record, record::Phase::Writing);
}

UpstreamPieces upstreamPieces(const record::UpstreamTimes &times, qint64 untilNs, bool isInFlight)
{
    // An answer may come before the request was sent: what is sent then belongs to receiving.
    const Ticks sent = std::min(times.sent, times.firstByte);
    const std::array<Ticks, upstreamStepCount> ends{times.given, times.connected, times.secured,
                                                    sent,        times.firstByte, times.received};
    UpstreamPieces pieces;
    qint64 atNs = times.askedNs;
    for (int i = 0; i < upstreamStepCount; ++i) {
        const Ticks end = ends[size_t(i)];
        // The end of a connection that broke is also the end of what went on.
        const bool isLast = end == record::notYet;
        const qint64 toNs = momentNs(times, isLast ? times.received : end, untilNs);
        if (toNs > atNs || (isLast && isInFlight && times.received == record::notYet))
            pieces.append({atNs, std::max(atNs, toNs), UpstreamStep(i),
                           isLast && isInFlight && times.received == record::notYet});
        atNs = std::max(atNs, toNs);
        if (isLast)
            break;
    }
    return pieces;
}

} // namespace overlap::analysis
