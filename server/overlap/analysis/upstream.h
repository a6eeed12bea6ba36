#pragma once

#include "overlap/analysis/diagnosis.h"

#include <optional>
#include <span>

namespace overlap::analysis {

// Pure. A request of a burst that was passed on.
struct PassedOn
{
    QByteArray what; // method and target
    record::UpstreamTimes times;
};

// Pure. An upstream let alike requests wait for each other, though they were with it at once.
struct UpstreamLimit
{
    quint64 atOnce = 0;  // the most of them that were with it
    quint64 handled = 0; // so many of them at a time
    qint64 eachNs = 0;   // what one took, without its wait: the median
    quint64 open = 0;    // others that stayed with it meanwhile, such as event streams
    QByteArray what;     // one of them, if others went to another upstream; else empty
};

// Pure. Looks at the kind of requests that took most of the time: alike are those that differ in
// digits only. Each must end when so many others before it have ended, and one such time later.
// Nothing if that is not sure: too few requests, times that differ by more than 15 %, times that
// their targets tell (`/sleep/3`), or long polls.
std::optional<UpstreamLimit> upstreamLimitIn(std::span<const PassedOn> requests);

// Pure. Requests waited for a connection, as their rule allows so few to the upstream.
struct ConnectionWaits
{
    quint64 count = 0;   // requests that waited for long
    quint64 allowed = 0; // connections
};
std::optional<ConnectionWaits> connectionWaitsIn(std::span<const PassedOn> requests);

// Pure. The same as diagnoses.
Diagnosis limitDiagnosis(std::span<const PassedOn> requests);
Diagnosis connectionsDiagnosis(std::span<const PassedOn> requests);

} // namespace overlap::analysis
