#include "latinkey.h"
#include "overlap/analysis/pieces.h"
#include "timeline/timelineview.h"
#include "timeline/timelineview_p.h"

#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStyleHints>
#include <QTextDocument>
#include <QTimerEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace overlap::ui {

using analysis::endNs;

namespace {

constexpr double keyZoom = 1.5;
constexpr int keyPanParts = 10; // a key pans by 1/10 of the width
constexpr int wheelNotch = 120; // in units of QWheelEvent::angleDelta()

} // namespace

bool TimelineView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        showToolTip(help->pos(), help->globalPos());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineView::showToolTip(QPoint viewportPoint, QPoint globalPoint)
{
    const Scene scene = d->shownScene();
    const bool isName = viewportPoint.x() < d->fonts.gutter;
    const auto [track, area] =
        isName ? d->layout.stack.named(viewportPoint.y()) : d->layout.stack.at(viewportPoint);
    const QString text = !track   ? QString()
                         : isName ? track->meaning(scene, area)
                                  : track->toolTip(scene, area, viewportPoint);
    if (text.isEmpty()) {
        QToolTip::hideText();
        return;
    }
    // QToolTip guesses whether a text is rich text. An escaped one is always shown as it is.
    const auto wrapping = isName ? Qt::WhiteSpaceNormal : Qt::WhiteSpacePre;
    QToolTip::showText(globalPoint, Qt::convertFromPlainText(text, wrapping), viewport());
}

void TimelineView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange) {
        d->theme = Theme::forPalette(palette());
        d->fonts = Fonts::of(font());
        advance();
    } else if (event->type() == QEvent::ActivationChange) {
        advance();
    }
    QAbstractScrollArea::changeEvent(event);
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
    d->isStale = true;
}

void TimelineView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    advance();
}

void TimelineView::hideEvent(QHideEvent *event)
{
    QAbstractScrollArea::hideEvent(event);
    d->timer.stop();
}

void TimelineView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != d->timer.timerId()) {
        QAbstractScrollArea::timerEvent(event);
        return;
    }
    const qint64 nowNs = d->clock();
    // Nothing moves in a range that lies entirely in the past.
    const bool isInView = isLive() || (d->headNs < toNs() && d->headAt(nowNs) >= fromNs());
    if (isInView || !d->isMoving(nowNs))
        advance();
}

void TimelineView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TimelineView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void TimelineView::scrollContentsBy(int, int)
{
    d->isStale = true;
    viewport()->update();
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const qint64 width = toNs() - fromNs();
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    if (event->modifiers() & Qt::ControlModifier && event->key() == Qt::Key_Left)
        return stepBurst(-1);
    if (event->modifiers() & Qt::ControlModifier && event->key() == Qt::Key_Right)
        return stepBurst(+1);
    if (event->key() == Qt::Key_F10 && event->modifiers() == Qt::ShiftModifier)
        return showMenuByKey(); // not every system makes a context menu event of it
    const int key = latinKey(*event);
    const bool isLetter = key >= Qt::Key_A && key <= Qt::Key_Z;
    if (isLetter && event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QAbstractScrollArea::keyPressEvent(event); // a shortcut of the window
    switch (key) {
    case Qt::Key_Left: return shift ? extendMarked(-1) : pan(-width / keyPanParts);
    case Qt::Key_Right: return shift ? extendMarked(+1) : pan(width / keyPanParts);
    case Qt::Key_F: return fitSelection();
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoomIn();
    case Qt::Key_Minus: return zoomOut();
    case Qt::Key_Home: return fitAll();
    case Qt::Key_End: return setLive(true);
    case Qt::Key_Space: return setLive(!isLive());
    case Qt::Key_Up: return stepLane(-1);
    case Qt::Key_Down: return stepLane(+1);
    case Qt::Key_B: return setClientShown(!isClientShown());
    case Qt::Key_C: return setByConnection(!isByConnection());
    case Qt::Key_L: Q_EMIT legendAsked(); return;
    case Qt::Key_N: return step(+1);
    case Qt::Key_P: return step(-1);
    case Qt::Key_Escape: return d->marked ? unmark() : d->selection.clear();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (d->selection.id() != 0)
            Q_EMIT activated(d->selection.id());
        return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void TimelineView::zoomIn()
{
    zoom(keyZoom, zoomedNs());
}

void TimelineView::zoomOut()
{
    zoom(1 / keyZoom, zoomedNs());
}

// Now while it is live; else the selected request, if it is in view, or the middle.
qint64 TimelineView::zoomedNs() const
{
    if (isLive())
        return d->headNs;
    if (d->selected) {
        const qint64 from = std::max(fromNs(), d->selected->record.startNs);
        const qint64 to = std::min(toNs(), endNs(d->selected->record, d->headNs));
        if (from <= to)
            return (from + to) / 2;
    }
    return (fromNs() + toNs()) / 2;
}

void TimelineView::step(int direction)
{
    quint64 id = 0;
    if (d->selection.id() != 0) {
        id = neighbour(d->store, d->selection.id(), direction);
    } else if (direction > 0) {
        const auto rows = d->store.overlapping(fromNs(), toNs(), 1);
        if (!rows.empty())
            id = d->store.record(rows.front()).id;
        else if (!d->store.inFlight().empty())
            id = d->store.inFlight().front().record.id;
    } else if (!d->store.inFlight().empty()) {
        id = d->store.inFlight().back().record.id;
    } else if (d->store.size() > 0) {
        id = d->store.record(d->store.endRow() - 1).id;
    }
    if (id == 0)
        return;
    selectRequest(id);
}

// Keeps the width if the burst fits in.
void TimelineView::stepBurst(int direction)
{
    const record::ConcurrencyCurve &curve = d->store.concurrency();
    const auto beside = [](qint64 widthNs) { return widthNs / 20; };
    const qint64 widthNs = toNs() - fromNs();
    const qint64 atNs = fromNs() + beside(widthNs);
    const auto burst =
        direction > 0 ? curve.burstAfter(atNs, d->headNs) : curve.burstBefore(atNs, d->headNs);
    if (burst.peak == 0)
        return;
    const qint64 neededNs = std::max(widthNs, (burst.toNs - burst.fromNs) / 18 * 20);
    const qint64 from = burst.fromNs - beside(neededNs);
    showRange(from, from + neededNs);
}

void TimelineView::stepLane(int direction)
{
    const Scene scene = d->shownScene();
    for (const auto &[track, area] : d->layout.stack.tracks) {
        if (const quint64 id = track->neighbour(scene, area, direction); id != 0)
            return selectRequest(id);
    }
}

void TimelineView::selectRequest(quint64 id)
{
    d->selection.select(id);
    reveal(id);
}

void TimelineView::selectConnection(quint32 id)
{
    d->selection.selectConnection(id);
    revealConnection();
}

// One of its requests in view is enough; if there is none, its first one.
void TimelineView::revealConnection()
{
    const record::Connection *connection = d->store.connection(d->selection.connection());
    if (!connection)
        return;
    quint64 id = requestOf(d->store, connection->id, fromNs(), toNs());
    if (id == 0)
        id = requestOf(d->store, connection->id, connection->openedNs, d->headNs + 1);
    reveal(id);
}

quint64 TimelineView::selectedRequest() const
{
    return d->selected ? d->selection.id() : 0;
}

// Brings a request into view. Leaves Live only if it must.
void TimelineView::reveal(quint64 id)
{
    const auto place = locate(d->store, d->lanes, id);
    if (!place)
        return;
    const qint64 width = toNs() - fromNs();
    const qint64 startNs = place->record.startNs;
    if (endNs(place->record, d->headNs) < fromNs() || startNs >= toNs())
        showRange(startNs - width / 4, startNs - width / 4 + width);
    const Scene scene = d->scene(viewport()->size(), verticalScrollBar()->value());
    const auto [track, area] = TrackStack::of(scene).scrolling();
    const int top = track->rowTop(scene, area, id);
    if (top < 0)
        return;
    const int bottom = top + track->rowHeight(scene, area);
    if (top < scene.scrolled)
        verticalScrollBar()->setValue(top);
    else if (bottom > scene.scrolled + area.height())
        verticalScrollBar()->setValue(bottom - area.height());
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    const int notches = angle.y() != 0 ? angle.y() : angle.x();
    const qint64 width = toNs() - fromNs();
    if (event->modifiers() & Qt::ControlModifier) {
        zoom(std::pow(1.25, double(notches) / wheelNotch),
             d->layout.scale.ns(event->position().toPoint().x()));
    } else if (event->modifiers() & Qt::ShiftModifier || qAbs(angle.x()) > qAbs(angle.y())) {
        pan(-notches * (width / keyPanParts) / wheelNotch);
    } else {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    event->accept();
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    d->pressed = event->position().toPoint();
    d->pressedFromNs = fromNs();
    d->isDragging = false;
    d->isMarking = event->modifiers() & Qt::ShiftModifier;
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    if (!d->pressed)
        return;
    const int dx = event->position().toPoint().x() - d->pressed->x();
    if (!d->isDragging && qAbs(dx) < QGuiApplication::styleHints()->startDragDistance())
        return;
    if (!d->isDragging)
        viewport()->setCursor(d->isMarking ? Qt::IBeamCursor : Qt::ClosedHandCursor);
    d->isDragging = true;
    if (d->isMarking)
        return mark(d->layout.scale.ns(d->pressed->x()),
                    d->layout.scale.ns(event->position().toPoint().x()));
    const double nsPerPixel = d->layout.scale.nsPerPixel();
    pan(d->pressedFromNs - qint64(dx * nsPerPixel) - fromNs());
}

void TimelineView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !d->pressed)
        return;
    if (!d->isDragging)
        d->selection.select(requestAt(event->position().toPoint()));
    viewport()->setCursor(Qt::ArrowCursor);
    d->pressed.reset();
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const quint64 id = requestAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || id == 0)
        return;
    d->selection.select(id);
    Q_EMIT activated(id);
}

} // namespace overlap::ui
