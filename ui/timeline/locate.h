#pragma once

#include "overlap/record/store.h"
#include "timeline/lanegrid.h"
#include "timeline/lanesshown.h"
#include "timeline/scale.h"

#include <QPoint>

#include <optional>

namespace overlap::ui {

// Pure. A request and its lane.
struct Place
{
    record::Record record;
    QByteArray target;
    quint32 lane = 0;
    record::AnswerPieces answer{}; // as far as they are known
    std::optional<record::UpstreamTimes> upstream{};
};

// Pure. The request with this id, in flight or finished; nothing if it is not kept.
std::optional<Place> locate(const record::Store &store, const LanesShown &lanes, quint64 id);
// The rectangle of its bar; null: not in view.
QRect barOf(const Place &place, const LaneGrid &grid, const Scale &scale, qint64 nowNs);
// The id of the request drawn at a point or within a few pixels of it; 0: none.
quint64 requestAt(const record::Store &store, const LanesShown &lanes, const LaneGrid &grid,
                  const Scale &scale, QPoint point, qint64 nowNs);
// The id of the first request of a connection in a span of time; 0: none, or too far in.
quint64 requestOf(const record::Store &store, quint32 connection, qint64 fromNs, qint64 toNs);
// The id of the next (+1) or previous (-1) request, in the order of first bytes; 0: none.
quint64 neighbour(const record::Store &store, quint64 id, int direction);
// Looks in the rows above (-1) or below (+1) for the first one that has requests. Returns the id of
// the request there that is nearest to atNs; 0: none.
quint64 rowNeighbour(const record::Store &store, const LanesShown &lanes, const LaneGrid &grid,
                     int row, int direction, qint64 atNs);

} // namespace overlap::ui
