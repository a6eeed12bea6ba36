#pragma once

#include "theme.h"
#include "timeline/lanesshown.h"
#include "timeline/layout.h"
#include "timeline/span.h"
#include "timeline/timelineview.h"

#include <QBasicTimer>
#include <QPoint>

namespace overlap::ui {

// Main thread. What the view remembers between events.
struct TimelineView::Private
{
    Private(const record::Store &s, Selection &sel, Clock c)
        : store(s)
        , lanes(s)
        , selection(sel)
        , clock(std::move(c))
    {
    }

    bool isEmpty() const { return store.steps().isEmpty(); }
    qint64 firstNs() const { return store.steps().firstNs(); }
    // Now rests a twenty-fifth of the visible width after the last thing that happened.
    qint64 restNs() const
    {
        return qMax(store.steps().lastNs(), trips ? trips->lastNs() : 0) + span.widthNs() / 25;
    }
    bool isWorking() const
    {
        return !store.inFlight().empty() || busySinceNs || (trips && !trips->inFlight().empty());
    }
    Frame frameFor(QSize size, int scrolled) const
    {
        return Frame::of(size, fonts, int(lanes.count()), scrolled,
                         shownTrips() ? int(trips->lanes().count()) : 0);
    }
    const record::Trips *shownTrips() const { return isClientShown ? trips : nullptr; }
    bool isMoving(qint64 nowNs) const { return !isEmpty() && (isWorking() || nowNs < restNs()); }
    qint64 headAt(qint64 nowNs) const
    {
        if (isEmpty())
            return 0;
        return isWorking() ? nowNs : qMin(nowNs, restNs());
    }

    const record::Store &store;
    LanesShown lanes;
    Selection &selection;
    Clock clock;
    const record::Trips *trips = nullptr; // none: nobody sends
    bool isClientShown = true;

    Span span;
    Theme theme;
    Fonts fonts;
    qint64 headNs = 0;
    qint64 beginNs = 0; // first byte of the latest work
    quint64 totalWhenLeft = 0;
    std::optional<Place> selected;
    std::optional<qint64> busySinceNs;
    std::shared_ptr<const Search> search;
    std::optional<Totals> marked;

    Layout layout;
    bool isStale = true; // the layout, against all of the above
    qint64 lastPaintNs = 0;

    QBasicTimer timer;
    bool isFastTimer = false;

    std::optional<QPoint> pressed; // where the left button went down
    bool isDragging = false;
    bool isMarking = false;   // rather than panning
    qint64 pressedFromNs = 0; // the range's beginning then
};

} // namespace overlap::ui
