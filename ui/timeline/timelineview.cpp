#include "timeline/timelineview.h"

#include "timeline/painter.h"
#include "timeline/timelineaccess.h"
#include "timeline/timelineview_p.h"
#include "timeline/tracks.h"
#include "widgets/focusring.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <iterator>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::Totals;

TimelineView::TimelineView(const record::Store &store, Selection &selection, Clock clock,
                           QWidget *parent)
    : QAbstractScrollArea(parent)
    , d(std::make_unique<Private>(store, selection, std::move(clock)))
{
    TimelineAccess::install();
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setProperty(FocusRing::paintsItself, true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Timeline of requests"));
    setAccessibleDescription(tr("The requests in flight over time. The table of requests says the "
                                "same in words."));
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setCursor(Qt::ArrowCursor);
    d->theme = Theme::forPalette(palette());
    d->fonts = Fonts::of(font());
    connect(&selection, &Selection::changed, this, &TimelineView::selectionChanged);
    connect(&selection, &Selection::changed, this, &TimelineView::revealConnection);
    storeChanged({store.firstRow(), store.endRow(), 0, 0, true, true});
    selectionChanged();
}

TimelineView::~TimelineView() = default;

bool TimelineView::isLive() const
{
    return d->range.isLive();
}
qint64 TimelineView::fromNs() const
{
    return d->range.fromNs();
}
qint64 TimelineView::toNs() const
{
    return d->range.toNs();
}
qint64 TimelineView::headNs() const
{
    return d->headNs;
}
bool TimelineView::isTicking() const
{
    return d->timer.isActive();
}
qint64 TimelineView::lastPaintNs() const
{
    return d->lastPaintNs;
}

quint64 TimelineView::missed() const
{
    return isLive() ? 0 : d->begun() - qMin(d->begun(), d->begunWhenLeft);
}

quint64 TimelineView::requestAt(QPoint viewportPoint) const
{
    const auto [track, area] = d->layout.stack.at(viewportPoint);
    return track ? track->requestAt(d->shownScene(), area, viewportPoint) : 0;
}

std::vector<quint64> TimelineView::requestsInView(size_t most) const
{
    const Scene scene = d->scene(viewport()->size(), verticalScrollBar()->value());
    std::vector<quint64> ids;
    for (const Track *track : tracks())
        std::ranges::copy(track->children(scene, most - ids.size()), std::back_inserter(ids));
    return ids;
}

QRect TimelineView::barRect(quint64 id) const
{
    const Scene scene = d->shownScene();
    for (const auto &[track, area] : d->layout.stack.tracks) {
        if (const QRect rect = track->childRect(scene, area, id); !rect.isNull())
            return rect;
    }
    return {};
}

QString TimelineView::spoken(quint64 id) const
{
    const auto place = locate(d->store, d->lanes, id);
    return place ? d->spoken(*place) : QString();
}

QSize TimelineView::sizeHint() const
{
    return {960, 360};
}
QSize TimelineView::minimumSizeHint() const
{
    return {320, d->fonts.scaled(140)};
}

void TimelineView::setLive(bool live)
{
    const bool was = isLive();
    if (live && !was)
        d->range.goLive(d->headNs, d->firstNs());
    else if (!live)
        d->range.freeze();
    visibleRangeChanged(was);
}

bool TimelineView::isByConnection() const
{
    return d->lanes.isByConnection();
}

void TimelineView::setByConnection(bool byConnection)
{
    if (byConnection == isByConnection())
        return;
    d->lanes.setByConnection(byConnection);
    selectionChanged();
    advance();
    Q_EMIT byConnectionChanged(byConnection);
}

void TimelineView::setClientRequests(const record::ClientRequests &clientRequests)
{
    d->clientRequests = &clientRequests;
    advance();
}

bool TimelineView::isClientShown() const
{
    return d->isClientShown;
}

void TimelineView::setClientShown(bool shown)
{
    if (shown == d->isClientShown)
        return;
    d->isClientShown = shown;
    advance();
    Q_EMIT clientShownChanged(shown);
}

void TimelineView::showRange(qint64 fromNs, qint64 toNs)
{
    const bool was = isLive();
    d->range.show(fromNs, toNs);
    visibleRangeChanged(was);
}

void TimelineView::watch(qint64 fromNs, qint64 widthNs)
{
    const bool was = isLive();
    d->range.watch(fromNs, widthNs);
    visibleRangeChanged(was);
}

void TimelineView::fitAll()
{
    if (d->isEmpty())
        return;
    const qint64 margin = qMax<qint64>(1'000, (d->headNs - d->firstNs()) / 25);
    showRange(qMax<qint64>(0, d->firstNs() - margin), d->headNs + margin);
}

void TimelineView::zoom(double factor, qint64 aroundNs)
{
    const bool was = isLive();
    d->range.zoom(factor, aroundNs, d->headNs);
    visibleRangeChanged(was);
}

void TimelineView::pan(qint64 byNs)
{
    const bool was = isLive();
    d->range.pan(byNs, d->firstNs(), d->headNs);
    visibleRangeChanged(was);
}

void TimelineView::visibleRangeChanged(bool wasLive)
{
    if (wasLive && !isLive())
        d->begunWhenLeft = d->begun();
    advance();
    Q_EMIT rangeChanged(fromNs(), toNs());
    if (wasLive != isLive())
        Q_EMIT liveChanged(isLive());
}

void TimelineView::advance()
{
    const qint64 nowNs = d->clock();
    const qint64 from = fromNs();
    d->headNs = d->headAt(nowNs);
    if (!d->isEmpty())
        d->range.follow(d->headNs, d->beginNs);
    else if (isLive())
        d->range.restart();
    d->lanesInView = d->lanes.inView(fromNs(), toNs());
    updateScrollBar();
    d->isStale = true;
    viewport()->update();
    if (from != fromNs())
        Q_EMIT rangeChanged(fromNs(), toNs());
    setTicking(d->isMoving(nowNs));
}

void TimelineView::setTicking(bool ticking)
{
    constexpr int fastMs = 16;
    constexpr int slowMs = 100; // while the window is not active
    const bool fast = isActiveWindow();
    if (!isVisible() || !d->isMoving(d->clock())) {
        d->timer.stop();
    } else if (ticking && (!d->timer.isActive() || fast != d->isFastTimer)) {
        d->isFastTimer = fast;
        d->timer.start(fast ? fastMs : slowMs, Qt::PreciseTimer, this);
    }
}

void TimelineView::setBusySince(std::optional<qint64> sinceNs)
{
    if (d->busySinceNs == sinceNs)
        return;
    d->busySinceNs = sinceNs;
    advance();
}

void TimelineView::setSearch(const std::shared_ptr<const Search> &search)
{
    d->search = search;
    advance();
}

void TimelineView::storeChanged(const record::StoreChange &change)
{
    d->lanes.update(change);
    if (!d->store.inFlight().empty())
        d->beginNs = d->store.inFlight().front().record.startNs;
    if (change.endAdded > change.firstAdded && change.endAdded > d->store.firstRow()) {
        const auto row = qMax(change.firstAdded, d->store.firstRow());
        const qint64 startNs = d->store.record(row).startNs;
        d->beginNs = d->store.inFlight().empty() ? startNs : qMin(d->beginNs, startNs);
    }
    const bool mayHaveEnded =
        d->selected && d->selected->record.outcome == record::Outcome::InFlight;
    if (mayHaveEnded || change.firstForgotten != change.endForgotten || change.rowsRestored ||
        !d->selected)
        d->selected = locate(d->store, d->lanes, d->selection.id());
    if (d->marked)
        d->marked = Totals::of(d->store, d->marked->fromNs, d->marked->toNs, d->clock());
    advance();
}

void TimelineView::selectionChanged()
{
    d->selected = locate(d->store, d->lanes, d->selection.id());
    setAccessibleDescription(d->selected ? d->spoken(*d->selected)
                             : d->selection.connection() != 0
                                 ? tr("Connection %1 is selected.").arg(d->selection.connection())
                                 : tr("No request is selected."));
    d->isStale = true;
    viewport()->update();
    if (QAccessible::isActive() && d->selected) {
        QAccessibleEvent event(this, QAccessible::Focus);
        const QAccessibleInterface *access = QAccessible::queryAccessibleInterface(this);
        if (const QAccessibleInterface *bar = access ? access->focusChild() : nullptr)
            event.setChild(access->indexOfChild(bar));
        QAccessible::updateAccessibility(&event);
    }
}

void TimelineView::updateScrollBar()
{
    const Scene scene = d->scene(viewport()->size(), verticalScrollBar()->value());
    const auto [track, area] = TrackStack::of(scene).scrolling();
    verticalScrollBar()->setRange(0, qMax(0, track->contentHeight(scene, area) - area.height()));
    verticalScrollBar()->setPageStep(qMax(1, area.height()));
    verticalScrollBar()->setSingleStep(3 * track->rowHeight(scene, area));
}

void TimelineView::updateLayout()
{
    d->retries.look(fromNs(), toNs());
    d->layout = Layout::of(d->scene(viewport()->size(), verticalScrollBar()->value()),
                           std::move(d->layout.displayList));
    d->isStale = false;
}

void TimelineView::paintEvent(QPaintEvent *)
{
    QElapsedTimer timer;
    timer.start();
    if (d->isStale)
        updateLayout();
    QPainter painter(viewport());
    LayoutPainter(painter, d->theme, d->fonts).paint(d->layout);
    if (hasFocus())
        FocusRing::paint(painter, palette(), viewport()->rect());
    d->lastPaintNs = timer.nsecsElapsed();
}

} // namespace overlap::ui
