#include "timeline/locate.h"

#include "overlap/analysis/pieces.h"

#include <algorithm>
#include <limits>

namespace overlap::ui {

using analysis::endNs;
using record::InFlight;
using record::Lanes;
using record::Store;

namespace {

constexpr int reach = 3;              // pixels beside a bar that still count as a hit
constexpr quint64 rowsToTry = 16'384; // a few milliseconds
constexpr quint64 idsToTry = 4'096;   // dropped records leave gaps between ids

const InFlight *inFlight(const Store &store, quint64 id)
{
    const auto &all = store.inFlight();
    const auto idOf = [](const InFlight &flight) { return flight.record.id; };
    const auto at = std::ranges::lower_bound(all, id, {}, idOf);
    return at != all.end() && idOf(*at) == id ? &*at : nullptr;
}

std::optional<quint32> laneOf(const LanesShown &lanes, record::Row row,
                              const record::Record &record)
{
    for (Lanes::Lane lane = 0; lane < lanes.count(); ++lane) {
        const record::LaneBars &bars = lanes.lane(lane);
        qsizetype i = bars.firstEndingAfter(record.startNs - 1);
        for (; i < bars.size() && bars.fromNs(i) <= record.phaseSinceNs; ++i) {
            if (bars.rowAt(i) == row)
                return lane;
        }
    }
    return std::nullopt;
}

// The distance in pixels from a stretch of time to x; 0: inside.
int distance(const Scale &scale, qint64 fromNs, qint64 toNs, int x)
{
    const int from = scale.x(fromNs);
    const int to = std::max(from + 1, scale.x(toNs));
    return x < from ? from - x : std::max(0, x - to);
}

} // namespace

std::optional<Place> locate(const Store &store, const LanesShown &lanes, quint64 id)
{
    if (id == 0)
        return std::nullopt;
    if (const InFlight *flight = inFlight(store, id))
        return Place{flight->record, flight->target, lanes.laneOf(*flight),
                     record::unpackPieces(flight->pieces), store.upstreamInFlight(id)};
    const auto row = store.rowOf(id);
    if (!row)
        return std::nullopt;
    const record::Record record = store.record(*row);
    const auto lane = laneOf(lanes, *row, record);
    if (!lane)
        return std::nullopt;
    return Place{record, store.target(*row).toByteArray(), *lane, store.pieces(*row),
                 store.upstream(*row)};
}

QRect barOf(const Place &place, const LaneGrid &grid, const Scale &scale, qint64 nowNs)
{
    constexpr int widthLeast = 2; // pixels
    const int row = grid.rowOf(place.lane);
    const int from = scale.x(place.record.startNs);
    const int to = std::max(scale.x(endNs(place.record, nowNs)), from + widthLeast);
    const bool isInView = row >= grid.firstVisible() && row < grid.endVisible() &&
                          to > scale.left && from < scale.right();
    return isInView ? grid.bar(row, from, to, false) : QRect();
}

quint64 requestAt(const Store &store, const LanesShown &lanes, const LaneGrid &grid,
                  const Scale &scale, QPoint point, qint64 nowNs)
{
    const int row = grid.rowAt(point.y());
    if (row < 0 || point.x() < scale.left || point.x() >= scale.right())
        return 0;
    const Lanes::Lane lane = grid.lanes[size_t(row)];
    int nearest = reach + 1;
    quint64 id = 0;
    if (lane < lanes.count()) {
        const record::LaneBars &bars = lanes.lane(lane);
        const qint64 untilNs = scale.ns(point.x() + reach);
        qsizetype i = bars.firstEndingAfter(scale.ns(point.x() - reach) - 1);
        for (; i < bars.size() && bars.fromNs(i) <= untilNs && nearest > 0; ++i) {
            const int away = distance(scale, bars.fromNs(i), bars.toNs(i), point.x());
            if (away < nearest) {
                nearest = away;
                id = store.record(bars.rowAt(i)).id;
            }
        }
    }
    for (const InFlight &flight : store.inFlight()) {
        if (lanes.laneOf(flight) == lane &&
            distance(scale, flight.record.startNs, endNs(flight.record, nowNs), point.x()) <
                nearest)
            return flight.record.id;
    }
    return id;
}

quint64 requestOf(const Store &store, quint32 connection, qint64 fromNs, qint64 toNs)
{
    for (const record::Row row : store.overlapping(fromNs, toNs, rowsToTry)) {
        if (const record::Record record = store.record(row); record.connection == connection)
            return record.id;
    }
    for (const InFlight &flight : store.inFlight()) {
        if (flight.record.connection == connection && flight.record.startNs < toNs)
            return flight.record.id;
    }
    return 0;
}

quint64 neighbour(const Store &store, quint64 id, int direction)
{
    for (quint64 step = 1; step <= idsToTry; ++step) {
        if (direction < 0 && id <= step)
            return 0;
        const quint64 candidate = direction < 0 ? id - step : id + step;
        if (inFlight(store, candidate) || store.rowOf(candidate))
            return candidate;
    }
    return 0;
}

quint64 rowNeighbour(const Store &store, const LanesShown &lanes, const LaneGrid &grid, int row,
                     int direction, qint64 atNs)
{
    const auto away = [atNs](qint64 fromNs, qint64 toNs) {
        return std::max({qint64(0), fromNs - atNs, atNs - toNs});
    };
    for (row += direction; row >= 0 && row < grid.rowCount(); row += direction) {
        const Lanes::Lane lane = grid.lanes[size_t(row)];
        qint64 nearest = std::numeric_limits<qint64>::max();
        quint64 id = 0;
        const auto consider = [&](qint64 fromNs, qint64 toNs, quint64 candidate) {
            if (away(fromNs, toNs) < nearest) {
                nearest = away(fromNs, toNs);
                id = candidate;
            }
        };
        if (lane < lanes.count()) {
            const record::LaneBars &bars = lanes.lane(lane);
            const qsizetype at = bars.firstEndingAfter(atNs);
            for (const qsizetype i : {at - 1, at}) {
                if (i >= 0 && i < bars.size())
                    consider(bars.fromNs(i), bars.toNs(i), store.record(bars.rowAt(i)).id);
            }
        }
        for (const InFlight &flight : store.inFlight()) {
            if (lanes.laneOf(flight) == lane)
                consider(flight.record.startNs, std::numeric_limits<qint64>::max(),
                         flight.record.id);
        }
        if (id != 0)
            return id;
    }
    return 0;
}

} // namespace overlap::ui
