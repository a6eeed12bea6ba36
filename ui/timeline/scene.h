#pragma once

#include "overlap/analysis/retries.h"
#include "overlap/analysis/totals.h"
#include "overlap/record/clientrequests.h"
#include "search.h"
#include "timeline/fonts.h"
#include "timeline/lanesshown.h"
#include "timeline/locate.h"
#include "timeline/scale.h"

#include <QSize>

#include <optional>
#include <span>

namespace overlap::ui {

// Pure. The data of the timeline and the part of it in view: the input of every track. What it
// refers to outlives it.
struct Scene
{
    const record::Store &store;
    const LanesShown &lanes;
    std::span<const record::Lanes::Lane> lanesInView; // as of the scale
    Fonts fonts;
    QSize size;       // of the viewport
    int scrolled = 0; // pixels, of the track that scrolls
    Scale scale;
    qint64 nowNs = 0;
    bool isMoving = false; // whether now moves on
    std::optional<Place> selected = {};
    std::optional<qint64> busySinceNs = {};   // when a loop's current iteration began
    const Search *search = nullptr;           // what it did not find is drawn faded
    const analysis::Totals *marked = nullptr; // the marked span and what happened in it
    const record::ClientRequests *clientRequests = nullptr; // null: not shown
    std::span<const analysis::Retry> retries = {};          // at least those in view

    bool isEmpty() const { return store.concurrency().isEmpty(); } // nothing was ever in flight
};

} // namespace overlap::ui
