#pragma once

#include "overlap/analysis/totals.h"
#include "overlap/record/clientrequests.h"
#include "search.h"
#include "timeline/fonts.h"
#include "timeline/lanesshown.h"
#include "timeline/locate.h"
#include "timeline/scale.h"

#include <QSize>

#include <optional>

namespace overlap::ui {

// What there is to see, and from where: all that a track is laid out from. What it refers to
// outlives it.
struct Scene
{
    const record::Store &store;
    const LanesShown &lanes;
    Fonts fonts;
    QSize size;       // of the viewport
    int scrolled = 0; // pixels of the track that scrolls, above what is visible
    Scale scale;
    qint64 nowNs = 0;
    bool isMoving = false; // now moves on
    std::optional<Place> selected = {};
    std::optional<qint64> busySinceNs = {};                 // what an event loop is at now
    const Search *search = nullptr;                         // what it didn't find is drawn faded
    const analysis::Totals *marked = nullptr;               // a span and what happened in it
    const record::ClientRequests *clientRequests = nullptr; // the client's side; null: not shown

    bool isEmpty() const { return store.concurrency().isEmpty(); } // nothing was ever in flight
};

} // namespace overlap::ui
