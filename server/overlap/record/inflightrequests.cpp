#include "overlap/record/inflightrequests.h"

#include <algorithm>

namespace overlap::record {

namespace {

auto placeOf(std::vector<InFlight> &inFlightRequests, quint64 id)
{
    return std::ranges::lower_bound(inFlightRequests, id, {},
                                    [](const InFlight &flight) { return flight.record.id; });
}

} // namespace

void InFlightRequests::announce(const Record &record, QByteArrayView target)
{
    const auto place = placeOf(m_all, record.id);
    if (place == m_all.end() || place->record.id != record.id) {
        m_all.insert(place, {record, target.toByteArray(), noLane});
        return;
    }
    place->record = record;
    if (!target.isEmpty())
        place->target = target.toByteArray();
}

InFlight *InFlightRequests::find(quint64 id)
{
    const auto place = placeOf(m_all, id);
    const bool found = place != m_all.end() && place->record.id == id &&
                       place->record.outcome == Outcome::InFlight;
    return found ? &*place : nullptr;
}

void InFlightRequests::finish(InFlight &flight)
{
    flight.record.outcome = Outcome::Answered; // whichever: no longer in flight
    m_toSweep = true;
}

void InFlightRequests::sweep()
{
    if (m_toSweep) {
        std::erase_if(m_all, [](const InFlight &flight) {
            return flight.record.outcome != Outcome::InFlight;
        });
    }
    m_toSweep = false;
}

void InFlightRequests::releaseLanes()
{
    for (InFlight &flight : m_all)
        flight.lane = noLane;
}

} // namespace overlap::record
