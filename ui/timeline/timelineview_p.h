#pragma once

#include "overlap/analysis/describe.h"
#include "overlap/analysis/unread.h"
#include "overlap/analysis/upstreampieces.h"
#include "overlap/analysis/upstreamtext.h"
#include "theme.h"
#include "timeline/lanesshown.h"
#include "timeline/layout.h"
#include "timeline/retriesshown.h"
#include "timeline/timelineview.h"
#include "timeline/visiblerange.h"

#include <QBasicTimer>
#include <QPoint>

namespace overlap::ui {

// Main thread. The state of the view between events.
struct TimelineView::Private
{
    Private(const record::Store &s, Selection &sel, Clock c)
        : store(s)
        , lanes(s)
        , retries(s)
        , selection(sel)
        , clock(std::move(c))
    {
    }

    bool isEmpty() const { return store.concurrency().isEmpty(); }
    qint64 firstNs() const { return store.concurrency().firstNs(); }
    // Where now comes to rest: 1/25 of the visible width after the last event.
    qint64 restNs() const
    {
        return qMax(store.concurrency().lastNs(), clientRequests ? clientRequests->lastNs() : 0) +
               range.widthNs() / 25;
    }
    quint64 begun() const { return store.total() + store.inFlight().size(); } // requests ever
    bool isWorking() const
    {
        return !store.inFlight().empty() || busySinceNs ||
               (clientRequests && !clientRequests->inFlight().empty());
    }
    // The input of the next layout.
    Scene scene(QSize size, int scrolled) const
    {
        const int left = fonts.gutter;
        return {store,
                lanes,
                lanesInView,
                fonts,
                size,
                scrolled,
                {range.fromNs(), range.toNs(), left, qMax(1, size.width() - left)},
                headNs,
                isMoving(clock()),
                selected,
                busySinceNs,
                search.get(),
                marked ? &*marked : nullptr,
                isClientShown ? clientRequests : nullptr,
                retries.all()};
    }
    // What the screen shows: the scale and the scroll position of the last layout.
    Scene shownScene() const
    {
        Scene shown = scene(layout.size, layout.scrolled);
        shown.scale = layout.scale;
        return shown;
    }
    QString spoken(const Place &place) const
    {
        const qint64 unreadNs = analysis::unreadAtMostNs(store, place.record);
        const QString text = analysis::requestSpoken(place.record, place.target, headNs,
                                                     int(store.inFlight().size()), place.answer);
        QStringList parts{text};
        if (unreadNs > 0)
            parts += analysis::unreadText(unreadNs);
        if (place.upstream)
            parts += analysis::upstreamSpoken(*place.upstream,
                                              analysis::upstreamUntilNs(place.record, headNs),
                                              place.record.outcome == record::Outcome::InFlight);
        return parts.join(QStringLiteral(", "));
    }
    bool isMoving(qint64 nowNs) const { return !isEmpty() && (isWorking() || nowNs < restNs()); }
    qint64 headAt(qint64 nowNs) const
    {
        if (isEmpty())
            return 0;
        return isWorking() ? nowNs : qMin(nowNs, restNs());
    }

    const record::Store &store;
    LanesShown lanes;
    RetriesShown retries;
    std::vector<record::Lanes::Lane> lanesInView;
    Selection &selection;
    Clock clock;
    const record::ClientRequests *clientRequests = nullptr; // null: there is no client
    bool isClientShown = true;

    VisibleRange range;
    Theme theme;
    Fonts fonts;
    qint64 headNs = 0;
    qint64 beginNs = 0; // first byte of the latest request
    quint64 begunWhenLeft = 0;
    std::optional<Place> selected;
    std::optional<qint64> busySinceNs;
    std::shared_ptr<const Search> search;
    std::optional<analysis::Totals> marked;

    Layout layout;
    bool isStale = true; // the layout is older than what is above
    qint64 lastPaintNs = 0;

    QBasicTimer timer;
    bool isFastTimer = false;

    std::optional<QPoint> pressed; // where the left button went down
    bool isDragging = false;
    bool isMarking = false;   // rather than panning
    qint64 pressedFromNs = 0; // fromNs() at that time
};

} // namespace overlap::ui
