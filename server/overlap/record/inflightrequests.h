#pragma once

#include "overlap/record/record.h"

#include <QByteArray>

#include <vector>

namespace overlap::record {

// Pure. A request in flight: its record up to now.
struct InFlight
{
    Record record;
    QByteArray target;
    QByteArray pieces; // of its answer, packed, as of the announcement: only if it was held within
    quint32 lane = 0;
    bool queueBegun = false; // the concurrency curve knows that its wait in the queue began
    bool queueEnded = false;
    bool isOpen = false; // the curve knows that it stays open
};

// Pure. The requests in flight, sorted by id. A finished one stays until removeFinished(), marked
// by its outcome, so removing thousands costs one pass.
class InFlightRequests
{
public:
    static constexpr quint32 noLane = 0xffffffff; // it occupies no lane yet

    InFlight &announce(const Record &record, QByteArrayView target, QByteArrayView pieces = {});
    InFlight *find(quint64 id); // null if there is none, or if it is finished
    void finish(InFlight &request);
    void removeFinished();

    std::vector<InFlight> &all() { return m_all; }
    const std::vector<InFlight> &all() const { return m_all; }

private:
    QByteArray shared(QByteArrayView target);

    std::vector<InFlight> m_all;
    QByteArray m_lastTarget; // the next one is often the same, and shares its memory
    bool m_hasFinished = false;
};

} // namespace overlap::record
