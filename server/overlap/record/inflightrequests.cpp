#include "overlap/record/inflightrequests.h"

#include "overlap/record/growth.h"

#include <algorithm>

namespace overlap::record {

namespace {

auto placeOf(std::vector<InFlight> &inFlightRequests, quint64 id)
{
    return std::ranges::lower_bound(inFlightRequests, id, {},
                                    [](const InFlight &request) { return request.record.id; });
}

} // namespace

InFlight &InFlightRequests::announce(const Record &record, QByteArrayView target,
                                     QByteArrayView pieces)
{
    const auto place = placeOf(m_all, record.id);
    if (place == m_all.end() || place->record.id != record.id) {
        const auto index = place - m_all.begin();
        reserveOneMore(m_all);
        return *m_all.insert(m_all.begin() + index,
                             {record, shared(target), pieces.toByteArray(), noLane});
    }
    place->record = record;
    place->pieces = pieces.toByteArray();
    if (!target.isEmpty() && target != place->target)
        place->target = shared(target);
    return *place;
}

QByteArray InFlightRequests::shared(QByteArrayView target)
{
    if (m_lastTarget != target)
        m_lastTarget = target.toByteArray();
    return m_lastTarget;
}

InFlight *InFlightRequests::find(quint64 id)
{
    const auto place = placeOf(m_all, id);
    const bool found = place != m_all.end() && place->record.id == id &&
                       place->record.outcome == Outcome::InFlight;
    return found ? &*place : nullptr;
}

void InFlightRequests::finish(InFlight &request)
{
    request.record.outcome = Outcome::Answered; // or any other one: it is no longer in flight
    m_hasFinished = true;
}

void InFlightRequests::removeFinished()
{
    if (m_hasFinished) {
        std::erase_if(m_all, [](const InFlight &request) {
            return request.record.outcome != Outcome::InFlight;
        });
    }
    m_hasFinished = false;
}

} // namespace overlap::record
