#pragma once

#include "overlap/record/clientlog.h"
#include "overlap/record/store.h"

#include <QHash>

#include <deque>
#include <vector>

namespace overlap::record {

// Main thread. The latest client requests, in lanes of their own. Each is matched with the request
// that the server saw, by the client's port and the request's number on its connection.
class ClientRequests
{
public:
    // Keeps `capacity` requests, and all in flight.
    explicit ClientRequests(quint64 capacity = 100'000) : m_capacity(capacity) {}

    // Takes the log's entries. Call it after `store` was changed by `change`: then each request in
    // the store has its client request here. True if something changed.
    bool absorb(ClientLog &log, const Store &store, const StoreChange &change);
    // Clears the requests before the oldest one in flight. They are kept until the next clear(), or
    // until they are more than `capacity` together with others.
    void clear();
    void restore(); // brings back what was cleared

    quint64 firstId() const { return m_shownId; }
    quint64 endId() const { return m_firstId + m_clientRequests.size(); }
    bool isEmpty() const { return firstId() == endId(); }
    // `id` must be in [firstId(), endId()).
    const ClientRequest &clientRequest(quint64 id) const
    {
        return m_clientRequests[id - m_firstId].clientRequest;
    }
    Lanes::Lane laneOf(quint64 id) const { return m_clientRequests[id - m_firstId].lane; }
    // By the server's id. Null if it is another client's, or not kept.
    const ClientRequest *ofRequest(quint64 request) const;
    const std::vector<quint64> &inFlight() const { return m_inFlight; } // ids
    const Lanes &lanes() const { return m_lanes; } // bars of ended requests; Bar::row is the id
    qint64 lastNs() const { return m_lastNs; }     // the latest start or end
    quint64 dropped() const { return m_dropped; }  // by the log

private:
    struct Kept
    {
        ClientRequest clientRequest;
        Lanes::Lane lane;
    };
    void take(const ClientRequest &update);
    void match(const Store &store, const StoreChange &change);
    void match(const Store &store, const Record &record);
    void forgetBefore(quint64 id);

    quint64 m_capacity;
    quint64 m_firstId = 1;             // of all that are kept
    quint64 m_shownId = 1;             // of those that are not cleared
    std::deque<Kept> m_clientRequests; // by id
    std::vector<quint64> m_inFlight;
    Lanes m_lanes;
    QHash<quint64, quint64> m_unmatched; // ids, by port and ordinal
    QHash<quint64, quint64> m_byRequest; // ids, by the server's ids
    quint64 m_lastInFlight = 0;          // the last request in flight that match() has seen
    qint64 m_lastNs = 0;
    quint64 m_dropped = 0;
};

} // namespace overlap::record
