#include "overlap/record/clientrequests.h"

#include <algorithm>

namespace overlap::record {

namespace {

quint64 keyOf(quint16 port, quint32 ordinal)
{
    return quint64(port) << 32 | ordinal;
}

} // namespace

bool ClientRequests::absorb(ClientLog &log, const Store &store, const StoreChange &change)
{
    const std::vector<ClientRequest> told = log.take();
    for (const ClientRequest &clientRequest : told)
        take(clientRequest);
    std::erase_if(m_inFlight, [this](quint64 id) { return !clientRequest(id).isInFlight(); });
    const quint64 untied = m_unseen.size();
    if (untied > 0)
        tie(store, change);
    if (const quint64 spare = m_most + m_most / 8; m_clientRequests.size() > spare)
        forgetBefore(endId() - m_most);
    const quint64 dropped = std::exchange(m_dropped, log.dropped());
    return !told.empty() || quint64(m_unseen.size()) != untied || dropped != m_dropped;
}

void ClientRequests::take(const ClientRequest &told)
{
    m_lastNs = std::max({m_lastNs, told.startNs, told.endNs});
    if (told.id < m_firstId)
        return;
    if (told.id == endId()) {
        m_clientRequests.push_back({told, m_lanes.hold(told.startNs)});
        m_inFlight.push_back(told.id);
    }
    auto &[clientRequest, lane] = m_clientRequests[told.id - m_firstId];
    const bool hasMoved = clientRequest.port != told.port || clientRequest.ordinal != told.ordinal;
    if (hasMoved && clientRequest.request == 0)
        m_unseen.remove(keyOf(clientRequest.port, clientRequest.ordinal));
    const quint64 request = clientRequest.request;
    const qint64 seenNs = clientRequest.seenNs;
    clientRequest = told;
    clientRequest.request = request;
    clientRequest.seenNs = seenNs;
    if (clientRequest.port != 0 && request == 0)
        m_unseen.insert(keyOf(clientRequest.port, clientRequest.ordinal), clientRequest.id);
    if (!clientRequest.isInFlight())
        m_lanes.finish(lane, {clientRequest.id,
                              clientRequest.startNs,
                              clientRequest.endNs,
                              {DominantPhase::unknown, clientRequest.isError()}});
}

void ClientRequests::tie(const Store &store, const StoreChange &change)
{
    for (Row row = std::max(change.firstAdded, store.firstRow()); row < change.endAdded; ++row)
        tie(store, store.record(row));
    // Loops announce theirs one after the other: one that comes late is tied when it is over.
    const auto &inFlightRequests = store.inFlight();
    const auto id = [](const InFlight &flight) { return flight.record.id; };
    for (auto at = std::ranges::upper_bound(inFlightRequests, m_lastInFlight, {}, id);
         at != inFlightRequests.end(); ++at) {
        m_lastInFlight = at->record.id;
        tie(store, at->record);
    }
}

void ClientRequests::tie(const Store &store, const Record &record)
{
    const Connection *connection = store.connection(record.connection);
    if (!connection)
        return;
    const auto known = m_unseen.constFind(keyOf(connection->peerPort, record.ordinal));
    if (known == m_unseen.cend())
        return;
    ClientRequest &clientRequest = m_clientRequests[*known - m_firstId].clientRequest;
    if (record.startNs < clientRequest.sentNs)
        return; // another client's, from another address
    clientRequest.request = record.id;
    clientRequest.seenNs = record.startNs;
    m_byRequest.insert(record.id, clientRequest.id);
    m_unseen.erase(known);
}

const ClientRequest *ClientRequests::ofRequest(quint64 request) const
{
    const auto known = m_byRequest.constFind(request);
    return known == m_byRequest.cend() ? nullptr : &clientRequest(*known);
}

void ClientRequests::clear()
{
    forgetBefore(endId());
}

void ClientRequests::forgetBefore(quint64 id)
{
    if (!m_inFlight.empty())
        id = std::min(id, m_inFlight.front());
    for (; m_firstId < id; ++m_firstId, m_clientRequests.pop_front()) {
        const ClientRequest &clientRequest = m_clientRequests.front().clientRequest;
        m_byRequest.remove(clientRequest.request);
        const auto unseen = m_unseen.constFind(keyOf(clientRequest.port, clientRequest.ordinal));
        if (unseen != m_unseen.cend() && *unseen == clientRequest.id)
            m_unseen.erase(unseen);
    }
    m_lanes.forgetRowsBefore(m_firstId);
}

} // namespace overlap::record
