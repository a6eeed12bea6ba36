#pragma once

#include "overlap/record/store.h"

namespace overlap::analysis {

// Pure. One request as the details pane shows it, finished or in flight.
struct SelectedRequest
{
    record::Record record;
    QByteArray target;
    record::KeptDetails details; // of a finished one

    bool isInFlight() const { return record.outcome == record::Outcome::InFlight; }
    // "#1278 GET /sleep?n=8 → 200 OK · connection 8, request 1"
    QString title() const;
    QString reason() const; // see reasonOf()
};

// Nothing where the store does not hold it (any more).
std::optional<SelectedRequest> findRequest(const record::Store &store, quint64 id);

// Pure. One row of the timing: a phase, where it lies in the whole and how long it took.
struct PhaseSpan
{
    record::Phase phase;
    qint64 fromNs = 0; // since the first byte
    qint64 lastedNs = 0;
    bool goesOn = false;
};

// The phases that the request went through, in their order. Keep-alive idle is not among them.
std::vector<PhaseSpan> phaseSpans(const record::Record &record, qint64 nowNs);
qint64 lastedNs(const record::Record &record, qint64 nowNs);

} // namespace overlap::analysis
