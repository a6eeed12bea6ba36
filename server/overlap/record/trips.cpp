#include "overlap/record/trips.h"

#include <algorithm>

namespace overlap::record {

namespace {

quint64 keyOf(quint16 port, quint32 ordinal)
{
    return quint64(port) << 32 | ordinal;
}

} // namespace

bool Trips::absorb(TripLog &log, const Store &store, const Growth &growth)
{
    const std::vector<Trip> told = log.take();
    for (const Trip &trip : told)
        take(trip);
    std::erase_if(m_inFlight, [this](quint64 id) { return !trip(id).isInFlight(); });
    const quint64 untied = m_unseen.size();
    if (untied > 0)
        tie(store, growth);
    if (const quint64 spare = m_most + m_most / 8; m_trips.size() > spare)
        forgetBefore(endId() - m_most);
    const quint64 dropped = std::exchange(m_dropped, log.dropped());
    return !told.empty() || quint64(m_unseen.size()) != untied || dropped != m_dropped;
}

void Trips::take(const Trip &told)
{
    m_lastNs = std::max({m_lastNs, told.startNs, told.endNs});
    if (told.id < m_firstId)
        return;
    if (told.id == endId()) {
        m_trips.push_back({told, m_lanes.hold(told.startNs)});
        m_inFlight.push_back(told.id);
    }
    auto &[trip, lane] = m_trips[told.id - m_firstId];
    const bool hasMoved = trip.port != told.port || trip.ordinal != told.ordinal;
    if (hasMoved && trip.request == 0)
        m_unseen.remove(keyOf(trip.port, trip.ordinal));
    const quint64 request = trip.request;
    const qint64 seenNs = trip.seenNs;
    trip = told;
    trip.request = request;
    trip.seenNs = seenNs;
    if (trip.port != 0 && request == 0)
        m_unseen.insert(keyOf(trip.port, trip.ordinal), trip.id);
    if (!trip.isInFlight())
        m_lanes.finish(lane, {trip.id, trip.startNs, trip.endNs, {Gist::unknown, trip.isError()}});
}

void Trips::tie(const Store &store, const Growth &growth)
{
    for (Row row = std::max(growth.firstAdded, store.firstRow()); row < growth.endAdded; ++row)
        tie(store, store.record(row));
    // Loops announce theirs one after the other: one that comes late is tied when it is over.
    const auto &flights = store.inFlight();
    const auto id = [](const InFlight &flight) { return flight.record.id; };
    for (auto at = std::ranges::upper_bound(flights, m_lastFlight, {}, id); at != flights.end();
         ++at) {
        m_lastFlight = at->record.id;
        tie(store, at->record);
    }
}

void Trips::tie(const Store &store, const Record &record)
{
    const auto &all = store.connections();
    const auto at = std::ranges::lower_bound(all, record.connection, {}, &Connection::id);
    if (at == all.end() || at->id != record.connection)
        return;
    const auto known = m_unseen.constFind(keyOf(at->peerPort, record.ordinal));
    if (known == m_unseen.cend())
        return;
    Trip &trip = m_trips[*known - m_firstId].trip;
    if (record.startNs < trip.sentNs)
        return; // another client's, from another address
    trip.request = record.id;
    trip.seenNs = record.startNs;
    m_byRequest.insert(record.id, trip.id);
    m_unseen.erase(known);
}

const Trip *Trips::ofRequest(quint64 request) const
{
    const auto known = m_byRequest.constFind(request);
    return known == m_byRequest.cend() ? nullptr : &trip(*known);
}

void Trips::clear()
{
    forgetBefore(endId());
}

void Trips::forgetBefore(quint64 id)
{
    if (!m_inFlight.empty())
        id = std::min(id, m_inFlight.front());
    for (; m_firstId < id; ++m_firstId, m_trips.pop_front()) {
        const Trip &trip = m_trips.front().trip;
        m_byRequest.remove(trip.request);
        const auto unseen = m_unseen.constFind(keyOf(trip.port, trip.ordinal));
        if (unseen != m_unseen.cend() && *unseen == trip.id)
            m_unseen.erase(unseen);
    }
    m_lanes.forgetRowsBefore(m_firstId);
}

} // namespace overlap::record
