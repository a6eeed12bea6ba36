#pragma once

#include "overlap/record/clientlog.h"
#include "overlap/record/store.h"

#include <QHash>

#include <deque>
#include <vector>

namespace overlap::record {

// Main thread. The newest trips of the built-in client, in lanes of their own, each tied to the
// request that the server saw of it: by the client's port and the number on its connection.
class ClientRequests
{
public:
    explicit ClientRequests(quint64 most = 100'000) : m_most(most) {} // kept; and those in flight

    // Takes what was told. `store` has just grown by `growth`, before the log is read: then no
    // request is known to the store whose trip is not known here. True: something changed.
    bool absorb(ClientLog &log, const Store &store, const StoreChange &change);
    void clear(); // forgets what ended before the oldest in flight began

    quint64 firstId() const { return m_firstId; }
    quint64 endId() const { return m_firstId + m_clientRequests.size(); }
    bool isEmpty() const { return m_clientRequests.empty(); }
    const ClientRequest &clientRequest(quint64 id) const
    {
        return m_clientRequests[id - m_firstId].clientRequest;
    } // of those kept
    Lanes::Lane laneOf(quint64 id) const { return m_clientRequests[id - m_firstId].lane; }
    const ClientRequest *ofRequest(quint64 request) const; // null: not this client's, or not kept
    const std::vector<quint64> &inFlight() const { return m_inFlight; }
    const Lanes &lanes() const { return m_lanes; } // bars of those that ended; their row is the id
    qint64 lastNs() const { return m_lastNs; }     // of all that was told
    quint64 dropped() const { return m_dropped; }  // not told of, for want of room

private:
    struct Kept
    {
        ClientRequest clientRequest;
        Lanes::Lane lane;
    };
    void take(const ClientRequest &told);
    void tie(const Store &store, const StoreChange &change);
    void tie(const Store &store, const Record &record);
    void forgetBefore(quint64 id);

    quint64 m_most;
    quint64 m_firstId = 1;
    std::deque<Kept> m_clientRequests; // by id
    std::vector<quint64> m_inFlight;
    Lanes m_lanes;
    QHash<quint64, quint64> m_unseen;    // ids by port and ordinal: not yet tied
    QHash<quint64, quint64> m_byRequest; // ids
    quint64 m_lastInFlight = 0;          // requests in flight up to this one have been tied
    qint64 m_lastNs = 0;
    quint64 m_dropped = 0;
};

} // namespace overlap::record
