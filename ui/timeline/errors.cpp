#include "timeline/errors.h"

#include "record/names.h"

#include <algorithm>

namespace overlap::ui {

using record::Lanes;
using record::Row;

void Errors::take(const record::Store &store, const record::Growth &growth)
{
    m_lanes.resize(store.lanes().count());
    for (auto &errors : m_lanes) {
        if (!errors.empty() && errors.front().row < store.firstRow())
            std::erase_if(errors, [&](const Error &e) { return e.row < store.firstRow(); });
    }
    if (growth.firstAdded == growth.endAdded)
        return;
    for (Lanes::Lane lane = 0; lane < store.lanes().count(); ++lane)
        takeLane(store, lane, std::max(growth.firstAdded, store.firstRow()));
}

// The rows of a lane rise with its time, so what was added is at its end.
void Errors::takeLane(const record::Store &store, Lanes::Lane lane, Row firstAdded)
{
    const auto &bars = store.lanes().lane(lane);
    auto first = qsizetype(bars.size());
    while (first > 0 && bars[first - 1].row >= firstAdded)
        --first;
    for (; first < qsizetype(bars.size()); ++first) {
        const Lanes::Bar bar = bars[first];
        if (record::isError(store.record(bar.row)))
            m_lanes[lane].push_back({bar.row, bar.fromNs});
    }
}

bool Errors::any(Lanes::Lane lane, qint64 fromNs, qint64 untilNs) const
{
    if (lane >= m_lanes.size())
        return false;
    const auto &errors = m_lanes[lane];
    const auto at = std::ranges::lower_bound(errors, fromNs, {}, &Error::fromNs);
    return at != errors.end() && at->fromNs < untilNs;
}

} // namespace overlap::ui
