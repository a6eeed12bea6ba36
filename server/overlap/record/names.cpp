#include "overlap/record/names.h"

#include "overlap/http/fault.h"
#include "overlap/http/method.h"

namespace overlap::record {

QLatin1StringView phaseName(Phase phase)
{
    switch (phase) {
    case Phase::KeepAliveIdle: return QLatin1StringView("keep-alive idle");
    case Phase::ReadingHead: return QLatin1StringView("reading head");
    case Phase::ReadingBody: return QLatin1StringView("reading body");
    case Phase::Queued: return QLatin1StringView("queued");
    case Phase::Running: return QLatin1StringView("running");
    case Phase::Sleeping: return QLatin1StringView("sleeping");
    case Phase::Held: return QLatin1StringView("held");
    case Phase::TimerLateness: return QLatin1StringView("timer lateness");
    case Phase::Upstream: return QLatin1StringView("upstream");
    case Phase::Sending: return QLatin1StringView("sending");
    case Phase::Writing: return QLatin1StringView("writing");
    }
    return {};
}

QLatin1StringView outcomeName(Outcome outcome)
{
    switch (outcome) {
    case Outcome::InFlight: return QLatin1StringView("in flight");
    case Outcome::Answered: return QLatin1StringView("answered");
    case Outcome::Refused: return QLatin1StringView("refused");
    case Outcome::TimedOut: return QLatin1StringView("timed out");
    case Outcome::AbortedByClient: return QLatin1StringView("aborted by client");
    case Outcome::AbortedByServer: return QLatin1StringView("stopped");
    case Outcome::CutShort: return QLatin1StringView("cut short");
    case Outcome::Reset: return QLatin1StringView("reset by server");
    case Outcome::Garbled: return QLatin1StringView("not HTTP");
    case Outcome::NeverRun: return QLatin1StringView("never run");
    }
    return {};
}

QLatin1StringView closeReasonName(http::CloseReason closeReason)
{
    switch (closeReason) {
    case http::CloseReason::None: return QLatin1StringView("open");
    case http::CloseReason::AfterAnswer: return QLatin1StringView("closed after answer");
    case http::CloseReason::HalfClosed: return QLatin1StringView("half-closed, answered");
    case http::CloseReason::ClosedByClient: return QLatin1StringView("closed by client");
    case http::CloseReason::ResetByClient: return QLatin1StringView("reset by client");
    case http::CloseReason::Idle: return QLatin1StringView("idle too long");
    case http::CloseReason::TimedOut: return QLatin1StringView("timed out");
    case http::CloseReason::Refused: return QLatin1StringView("refused");
    case http::CloseReason::Stopped: return QLatin1StringView("stopped");
    case http::CloseReason::BrokenOff: return QLatin1StringView("broken off");
    case http::CloseReason::NeverRun: return QLatin1StringView("handler never run");
    }
    return {};
}

QLatin1StringView methodName(const Record &record)
{
    const QByteArrayView name = http::methodName(http::Method(record.method));
    return name.isEmpty() ? QLatin1StringView("?") : QLatin1StringView(name.data(), name.size());
}

QLatin1StringView faultSentence(const Record &record)
{
    const auto fault = http::Fault(record.fault);
    const QByteArrayView text = http::sentenceOf(fault);
    return fault == http::Fault::None ? QLatin1StringView()
                                      : QLatin1StringView(text.data(), text.size());
}

} // namespace overlap::record
