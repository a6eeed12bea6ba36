#pragma once

#include "overlap/record/store.h"

#include <QHash>

#include <memory>

namespace overlap::ui {

// Main thread. Which lane each request is drawn in: packed, as the store keeps them, so that the
// number of lanes is the concurrency; or each in its connection's lane, where lanes are packed in
// the same way, so that their number is that of the connections open at once. The latter are made
// when they are first asked for, and kept only as long as they are shown.
class LanesShown
{
public:
    using Lane = record::Lanes::Lane;
    explicit LanesShown(const record::Store &store); // which outlives it
    ~LanesShown();

    void setByConnection(bool byConnection);
    bool isByConnection() const { return m_byConnection != nullptr; }
    void take(const record::StoreChange &change);

    Lane count() const { return lanes().count(); }
    const record::LaneBars &lane(Lane lane) const { return lanes().lane(lane); }
    Lane laneOf(const record::InFlight &flight) const;
    // The connection of this lane is open: what is after its last request is keep-alive idle.
    bool isIdling(Lane lane) const;

private:
    struct ByConnection;
    const record::Lanes &lanes() const;

    const record::Store &m_store;
    std::unique_ptr<ByConnection> m_byConnection;
};

} // namespace overlap::ui
