#pragma once

#include "overlap/record/record.h"

#include <QLatin1StringView>

namespace overlap::record {

// Pure. Names for people, such as "reading head".
QLatin1StringView phaseName(Phase phase);
// "in flight", "answered", "refused", "timed out", "aborted by client", "stopped",
// "cut short", "reset by server", "not HTTP", "never run".
QLatin1StringView outcomeName(Outcome outcome);
// "closed by client", "reset by client", "idle too long", …; "open" for None.
QLatin1StringView closeReasonName(http::CloseReason closeReason);
// As on the wire; "?" for an unknown method, which is in the request's head.
QLatin1StringView methodName(const Record &record);
// Why it was refused, in one sentence; empty if it was not.
QLatin1StringView faultSentence(const Record &record);
// Whether it failed: 4xx, 5xx, or ended without an answer.
constexpr bool isError(const Record &record)
{
    return record.status >= 400 ||
           (record.outcome != Outcome::Answered && record.outcome != Outcome::InFlight);
}

} // namespace overlap::record
