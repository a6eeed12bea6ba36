#pragma once

#include "overlap/record/record.h"

#include <QByteArray>

#include <vector>

namespace overlap::record {

// Pure. A request in flight: its record so far.
struct InFlight
{
    Record record;
    QByteArray target;
    quint32 lane = 0;
};

// Pure. The requests in flight, in the order of their ids. Those that finish stay in place, marked
// by their outcome, until sweep(): removing thousands at once then costs one pass.
class InFlightRequests
{
public:
    static constexpr quint32 noLane = 0xffffffff; // announced, and not yet packed

    void announce(const Record &record, QByteArrayView target);
    InFlight *find(quint64 id); // null: none, or finished
    void finish(InFlight &flight);
    void sweep();
    void releaseLanes(); // all are to be packed anew

    std::vector<InFlight> &all() { return m_all; }
    const std::vector<InFlight> &all() const { return m_all; }

private:
    std::vector<InFlight> m_all;
    bool m_toSweep = false;
};

} // namespace overlap::record
