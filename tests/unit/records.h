#pragma once

#include "overlap/record/record.h"

namespace overlap::record {

// Records for tests. Other fields are 0.
inline Record finishedRecord(quint64 id, qint64 fromNs, qint64 toNs)
{
    Record record;
    record.id = id;
    record.startNs = fromNs;
    record.phaseSinceNs = toNs;
    record.status = 200;
    record.outcome = Outcome::Answered;
    return record;
}

inline Record announcedRecord(quint64 id, qint64 fromNs, Phase phase = Phase::Sleeping)
{
    Record record;
    record.id = id;
    record.startNs = fromNs;
    record.phaseSinceNs = fromNs;
    record.phase = phase;
    return record;
}

} // namespace overlap::record
