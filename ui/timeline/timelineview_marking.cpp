// The span that the user marks in the timeline.
#include "overlap/analysis/pieces.h"
#include "timeline/timelineview.h"
#include "timeline/timelineview_p.h"

namespace overlap::ui {

using analysis::endNs;
using analysis::Totals;

namespace {

constexpr int extendParts = 20; // a key extends by 1/20 of the width

} // namespace

void TimelineView::mark(qint64 fromNs, qint64 toNs)
{
    const auto [from, to] = std::minmax(fromNs, toNs);
    d->marked = Totals::of(d->store, std::max<qint64>(0, from), std::max(to, from + 1), d->headNs);
    setAccessibleDescription(markedText());
    d->isStale = true;
    viewport()->update();
}

void TimelineView::unmark()
{
    d->marked.reset();
    selectionChanged(); // sets the accessible description
}

QString TimelineView::markedText() const
{
    return d->marked ? d->marked->lines().join(u'\n') : QString();
}

void TimelineView::extendMarked(int direction)
{
    const qint64 by = (toNs() - fromNs()) / extendParts;
    const qint64 middle = fromNs() + (toNs() - fromNs()) / 2;
    const qint64 from = d->marked ? d->marked->fromNs : middle;
    const qint64 to = d->marked ? d->marked->toNs : middle;
    if (direction < 0)
        mark(from - by, to);
    else
        mark(from, to + by);
}

void TimelineView::fitSelection()
{
    qint64 from = 0;
    qint64 to = 0;
    if (d->marked) {
        from = d->marked->fromNs;
        to = d->marked->toNs;
    } else if (d->selected) {
        from = d->selected->record.startNs;
        to = endNs(d->selected->record, d->headNs);
    } else if (const auto *connection = d->store.connection(d->selection.connection())) {
        from = connection->openedNs;
        to = connection->isOpen() ? d->headNs : connection->closedNs;
    } else {
        return;
    }
    const qint64 margin = std::max<qint64>(VisibleRange::narrowestNs, (to - from) / 10);
    showRange(std::max<qint64>(0, from - margin), to + margin);
}

} // namespace overlap::ui
