#pragma once

#include "overlap/record/record.h"

#include <QLatin1StringView>

namespace overlap::record {

// Pure. The words used everywhere for what happens to a request, such as "reading head".
QLatin1StringView phaseName(Phase phase);
// "in flight", "answered", "refused", "timed out", "aborted by client", "stopped".
QLatin1StringView outcomeName(Outcome outcome);
// "closed by client", "reset by client", "idle too long", …; "open" where it has not ended.
QLatin1StringView closeReasonName(http::CloseReason closeReason);
// The method as it stands on the wire; "?" for an unknown one, whose head tells more.
QLatin1StringView methodName(const Record &record);
// Why it was refused, as a sentence; empty where it was not.
QLatin1StringView faultSentence(const Record &record);
// Whether people should look at it: 4xx, 5xx, or not answered.
constexpr bool isError(const Record &record)
{
    return record.status >= 400 ||
           (record.outcome != Outcome::Answered && record.outcome != Outcome::InFlight);
}

} // namespace overlap::record
