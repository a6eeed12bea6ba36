#pragma once

#include "overlap/record/store.h"
#include "timeline/lanegrid.h"
#include "timeline/lanesshown.h"
#include "timeline/scale.h"

#include <QPoint>

#include <optional>

namespace overlap::ui {

// A request and where it stands.
struct Place
{
    record::Record record;
    QByteArray target;
    quint32 lane = 0;
};

// Pure. The request with this id, in flight or finished; nothing where it is not kept.
std::optional<Place> locate(const record::Store &store, const LanesShown &lanes, quint64 id);
// Where its bar is drawn; null: not in view.
QRect barOf(const Place &place, const LaneGrid &grid, const Scale &scale, qint64 nowNs);
// The id of the request that is drawn at a point, or within a few pixels of it; 0: none.
quint64 requestAt(const record::Store &store, const LanesShown &lanes, const LaneGrid &grid,
                  const Scale &scale, QPoint point, qint64 nowNs);
// The id of the next (+1) or previous (-1) request by first byte; 0: none.
quint64 neighbour(const record::Store &store, quint64 id, int direction);
// The id of the request nearest to an instant in the first lane above (-1) or below (+1) that has
// any; 0: none.
quint64 laneNeighbour(const record::Store &store, const LanesShown &lanes, qint64 lane,
                      int direction, qint64 atNs);

} // namespace overlap::ui
