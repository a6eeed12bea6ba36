#include "overlap/record/clientrequests.h"

#include <algorithm>

namespace overlap::record {

namespace {

quint64 keyOf(quint16 port, quint32 ordinal)
{
    return quint64(port) << 32 | ordinal;
}

Lanes::Bar barOf(const ClientRequest &ended)
{
    return {ended.id, ended.startNs, ended.endNs, {DominantPhase::unknown, ended.isError()}};
}

} // namespace

bool ClientRequests::absorb(ClientLog &log, const Store &store, const StoreChange &change)
{
    const std::vector<ClientRequest> updates = log.take();
    for (const ClientRequest &clientRequest : updates)
        take(clientRequest);
    std::erase_if(m_inFlight, [this](quint64 id) { return !clientRequest(id).isInFlight(); });
    const quint64 unmatched = m_unmatched.size();
    if (unmatched > 0)
        match(store, change);
    if (const quint64 spare = m_capacity + m_capacity / 8; m_clientRequests.size() > spare)
        forgetBefore(endId() - m_capacity);
    const quint64 dropped = std::exchange(m_dropped, log.dropped());
    return !updates.empty() || quint64(m_unmatched.size()) != unmatched || dropped != m_dropped;
}

void ClientRequests::take(const ClientRequest &update)
{
    m_lastNs = std::max({m_lastNs, update.startNs, update.endNs});
    if (update.id < m_firstId)
        return;
    if (update.id == endId()) {
        m_clientRequests.push_back({update, m_lanes.occupy(update.startNs)});
        m_inFlight.push_back(update.id);
    }
    auto &[clientRequest, lane] = m_clientRequests[update.id - m_firstId];
    const bool hasMoved =
        clientRequest.port != update.port || clientRequest.ordinal != update.ordinal;
    if (hasMoved && clientRequest.request == 0)
        m_unmatched.remove(keyOf(clientRequest.port, clientRequest.ordinal));
    const quint64 request = clientRequest.request;
    const qint64 seenNs = clientRequest.seenNs;
    clientRequest = update;
    clientRequest.request = request;
    clientRequest.seenNs = seenNs;
    if (clientRequest.port != 0 && request == 0)
        m_unmatched.insert(keyOf(clientRequest.port, clientRequest.ordinal), clientRequest.id);
    if (!clientRequest.isInFlight())
        m_lanes.finish(lane, barOf(clientRequest));
}

void ClientRequests::match(const Store &store, const StoreChange &change)
{
    for (Row row = std::max(change.firstAdded, store.firstRow()); row < change.endAdded; ++row)
        match(store, store.record(row));
    // Journals are read one after the other, so a lower id may come later. That request is matched
    // when it ends.
    const auto &inFlightRequests = store.inFlight();
    const auto id = [](const InFlight &request) { return request.record.id; };
    for (auto at = std::ranges::upper_bound(inFlightRequests, m_lastInFlight, {}, id);
         at != inFlightRequests.end(); ++at) {
        m_lastInFlight = at->record.id;
        match(store, at->record);
    }
}

void ClientRequests::match(const Store &store, const Record &record)
{
    const Connection *connection = store.connection(record.connection);
    if (!connection)
        return;
    const auto known = m_unmatched.constFind(keyOf(connection->peerPort, record.ordinal));
    if (known == m_unmatched.cend())
        return;
    ClientRequest &clientRequest = m_clientRequests[*known - m_firstId].clientRequest;
    if (record.startNs < clientRequest.sentNs)
        return; // it came before ours was sent: another client with the same port
    clientRequest.request = record.id;
    clientRequest.seenNs = record.startNs;
    m_byRequest.insert(record.id, clientRequest.id);
    m_unmatched.erase(known);
}

const ClientRequest *ClientRequests::ofRequest(quint64 request) const
{
    const auto known = m_byRequest.constFind(request);
    const bool isShown = known != m_byRequest.cend() && *known >= m_shownId;
    return isShown ? &clientRequest(*known) : nullptr;
}

void ClientRequests::clear()
{
    forgetBefore(m_shownId); // what was cleared before
    m_shownId = m_inFlight.empty() ? endId() : m_inFlight.front();
    m_lanes.forgetRowsBefore(m_shownId);
}

void ClientRequests::restore()
{
    m_shownId = m_firstId;
    m_lanes = {};
    m_lanes.forgetRowsBefore(m_firstId);
    for (auto &[clientRequest, lane] : m_clientRequests)
        lane = clientRequest.isInFlight() ? m_lanes.occupy(clientRequest.startNs)
                                          : m_lanes.place(barOf(clientRequest));
}

void ClientRequests::forgetBefore(quint64 id)
{
    if (!m_inFlight.empty())
        id = std::min(id, m_inFlight.front());
    for (; m_firstId < id; ++m_firstId, m_clientRequests.pop_front()) {
        const ClientRequest &clientRequest = m_clientRequests.front().clientRequest;
        m_byRequest.remove(clientRequest.request);
        const auto unmatched =
            m_unmatched.constFind(keyOf(clientRequest.port, clientRequest.ordinal));
        if (unmatched != m_unmatched.cend() && *unmatched == clientRequest.id)
            m_unmatched.erase(unmatched);
    }
    m_shownId = std::max(m_shownId, m_firstId);
    m_lanes.forgetRowsBefore(m_shownId);
}

} // namespace overlap::record
