#pragma once

#include "overlap/analysis/answertimes.h"
#include "overlap/record/store.h"

namespace overlap::analysis {

// Pure. A request for the details pane, finished or in flight.
struct SelectedRequest
{
    record::Record record;
    QByteArray target;
    record::KeptDetails details; // while it is in flight: only pieces, if it was held between them
    qint64 unreadNs = 0;         // see unreadAtMostNs()
    QString attempt{};           // see attemptText()
    std::optional<record::UpstreamTimes> upstream{}; // nothing: it was not passed on
    http::CloseReason closed{}; // how its connection ended; None: open, or not known any more

    bool isInFlight() const { return record.outcome == record::Outcome::InFlight; }
    // "#1278 GET /sleep?n=8 → 200 OK · connection 8, request 1"
    QString title() const;
    QString reason() const; // see reasonOf()
    AnswerTimes answerTimes() const { return AnswerTimes::of(record, details.pieces); }
    QString ending() const { return endingText(record, closed); }
};

// Pure. Nothing if the store does not have it (any more).
std::optional<SelectedRequest> findRequest(const record::Store &store, quint64 id);

// Pure. A bar of the timing.
struct PhaseSpan
{
    record::Phase phase;
    qint64 fromNs = 0; // since the first byte
    qint64 lastedNs = 0;
    bool goesOn = false;
};

// Pure. The phases that the request went through, in order, without KeepAliveIdle. One may come
// several times.
std::vector<PhaseSpan> phaseSpans(const SelectedRequest &request, qint64 nowNs);
qint64 lastedNs(const record::Record &record, qint64 nowNs);

} // namespace overlap::analysis
