#include "timeline/locate.h"

#include "timeline/pieces.h"

#include <algorithm>
#include <limits>

namespace overlap::ui {

using record::InFlight;
using record::Lanes;
using record::Store;

namespace {

constexpr int reach = 3;            // pixels beside a bar that still hit it
constexpr quint64 idsToTry = 4'096; // ids are dense, but for what was dropped

const InFlight *inFlight(const Store &store, quint64 id)
{
    const auto &all = store.inFlight();
    const auto idOf = [](const InFlight &flight) { return flight.record.id; };
    const auto at = std::ranges::lower_bound(all, id, {}, idOf);
    return at != all.end() && idOf(*at) == id ? &*at : nullptr;
}

std::optional<quint32> laneOf(const Lanes &lanes, record::Row row, qint64 startNs)
{
    for (Lanes::Lane lane = 0; lane < lanes.count(); ++lane) {
        const auto &bars = lanes.lane(lane);
        qsizetype i = bars.firstEndingAfter(startNs - 1);
        for (; i < qsizetype(bars.size()) && bars[i].fromNs <= startNs; ++i) {
            if (bars[i].row == row)
                return lane;
        }
    }
    return std::nullopt;
}

// How far a stretch of time is from a point, in pixels; 0 within.
int distance(const Scale &scale, qint64 fromNs, qint64 toNs, int x)
{
    const int from = scale.x(fromNs);
    const int to = std::max(from + 1, scale.x(toNs));
    return x < from ? from - x : std::max(0, x - to);
}

} // namespace

std::optional<Place> locate(const Store &store, quint64 id)
{
    if (id == 0)
        return std::nullopt;
    if (const InFlight *flight = inFlight(store, id))
        return Place{flight->record, flight->target, flight->lane};
    const auto row = store.rowOf(id);
    if (!row)
        return std::nullopt;
    const record::Record record = store.record(*row);
    const auto lane = laneOf(store.lanes(), *row, record.startNs);
    if (!lane)
        return std::nullopt;
    return Place{record, store.target(*row).toByteArray(), *lane};
}

quint64 requestAt(const Store &store, const Frame &frame, const Scale &scale, QPoint point,
                  qint64 nowNs)
{
    const int at = frame.laneAt(point.y());
    if (at < 0 || point.x() < scale.left || point.x() >= scale.right())
        return 0;
    const auto lane = Lanes::Lane(at);
    int nearest = reach + 1;
    quint64 id = 0;
    if (lane < store.lanes().count()) {
        const auto &bars = store.lanes().lane(lane);
        const qint64 untilNs = scale.ns(point.x() + reach);
        qsizetype i = bars.firstEndingAfter(scale.ns(point.x() - reach) - 1);
        for (; i < qsizetype(bars.size()) && bars[i].fromNs <= untilNs && nearest > 0; ++i) {
            const int away = distance(scale, bars[i].fromNs, bars[i].toNs, point.x());
            if (away < nearest) {
                nearest = away;
                id = store.record(bars[i].row).id;
            }
        }
    }
    for (const InFlight &flight : store.inFlight()) {
        if (flight.lane == lane && distance(scale, flight.record.startNs,
                                            endNs(flight.record, nowNs), point.x()) < nearest)
            return flight.record.id;
    }
    return id;
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

} // namespace overlap::ui
