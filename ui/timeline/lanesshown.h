#pragma once

#include "overlap/record/store.h"

#include <QHash>

#include <memory>
#include <utility>
#include <vector>

namespace overlap::ui {

// Main thread. Which lane each request is drawn in. Either packed as in the store: the number of
// lanes is the concurrency. Or by connection: all requests of a connection share a lane, and the
// number of lanes is that of the connections open at once. The lanes by connection exist only while
// they are shown.
class LanesShown
{
public:
    using Lane = record::Lanes::Lane;
    explicit LanesShown(const record::Store &store); // which outlives it
    ~LanesShown();

    void setByConnection(bool byConnection);
    bool isByConnection() const { return m_byConnection != nullptr; }
    void update(const record::StoreChange &change);

    Lane count() const { return lanes().count(); }
    const record::LaneBars &lane(Lane lane) const { return lanes().lane(lane); }
    Lane laneOf(const record::InFlight &flight) const;
    // The lanes that have something to show in a span, in their order. What an earlier burst needed
    // takes no room in it. Costs a look into each lane.
    std::vector<Lane> inView(qint64 fromNs, qint64 toNs) const;
    // The first and the last connection that this lane shows in a span, by connection; 0: none.
    std::pair<quint32, quint32> connectionsIn(Lane lane, qint64 fromNs, qint64 toNs) const;
    // Whether the connection of this lane is still open: then it is idle after its last request.
    bool isIdling(Lane lane) const;

private:
    struct ByConnection;
    const record::Lanes &lanes() const;
    bool isInView(Lane lane, qint64 fromNs, qint64 toNs) const;

    const record::Store &m_store;
    std::unique_ptr<ByConnection> m_byConnection;
};

} // namespace overlap::ui
