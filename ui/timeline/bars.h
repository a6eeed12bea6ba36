#pragma once

#include "record/trips.h"
#include "search.h"
#include "timeline/labels.h"
#include "timeline/lanesshown.h"
#include "timeline/locate.h"
#include "timeline/totals.h"

#include <optional>
#include <vector>

namespace overlap::ui {

// What is to be laid out: all of it outlives the layout's computation.
struct Scene
{
    const record::Store &store;
    const LanesShown &lanes;
    Fonts fonts;
    Frame frame;
    Scale scale;
    qint64 nowNs = 0;
    bool isMoving = false; // now moves on
    std::optional<Place> selected;
    std::optional<qint64> busySinceNs;    // what an event loop is at now
    const Search *search = nullptr;       // what it didn't find is drawn faded
    const Totals *marked = nullptr;       // a span and what happened in it
    const record::Trips *trips = nullptr; // the client's side; null: not shown
};

struct Fill
{
    QRect rect;
    record::Phase phase;
    Shape shape;
    bool open; // its right edge is not an end
    bool faded = false;
};

struct Bars
{
    static constexpr qsizetype fillsMost = 20'000;

    std::vector<Fill> fills;
    std::vector<QRect> idle;  // lines: keep-alive idle
    std::vector<QRect> flags; // the stems of the signs at errors
    std::vector<Label> labels;
    QRect selected; // its bar, to be outlined; null: not in view

    // Pure. The bars in view, at the cost of the pixels they cover: within a lane, those that end
    // in the same few pixels are drawn as one, which looks like the longest of them. At most `most`
    // fills.
    static Bars of(const Scene &scene, qsizetype most = fillsMost);
};

} // namespace overlap::ui
