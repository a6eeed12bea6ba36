#pragma once

#include "overlap/record/clientrequests.h"
#include "overlap/record/store.h"
#include "search.h"
#include "selection.h"

#include <QAbstractScrollArea>

#include <functional>
#include <memory>
#include <optional>

class QMenu;

namespace overlap::ui {

// Main thread. Paints a stack of tracks (tracks.h) over one time axis. Pure functions (layout.h)
// compute the picture from the store, the visible range and the size. Now moves on while something
// is in flight. After the last event it goes on a little and then rests, so that the picture stays
// and does not run empty.
class TimelineView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    using Clock = std::function<qint64()>; // ns on the records' clock
    // Store, selection and clock outlive the view.
    TimelineView(const record::Store &store, Selection &selection, Clock clock,
                 QWidget *parent = nullptr);
    ~TimelineView() override;
    void setClientRequests(const record::ClientRequests &clientRequests); // which outlive the view

    bool isByConnection() const; // a lane for each connection
    bool isClientShown() const;  // brackets for the requests of the built-in client
    bool isLive() const;         // follows the present
    qint64 fromNs() const;       // the visible range
    qint64 toNs() const;
    qint64 headNs() const;                         // where now is drawn
    bool isTicking() const;                        // repaints by a timer, at most 60 times a second
    qint64 lastPaintNs() const;                    // how long the last paint took
    quint64 missed() const;                        // requests that began since it left Live
    quint64 requestAt(QPoint viewportPoint) const; // its id, at its bar or its bracket; 0: none
    // For assistive technology. A request is given by its id.
    std::vector<quint64> requestsInView(size_t most) const; // in the order of time
    QRect barRect(quint64 id) const;                        // in the viewport; null: not in view
    QString spoken(quint64 id) const;                       // empty: the store has forgotten it
    quint64 selectedRequest() const;                        // 0: none
    void selectRequest(quint64 id);                         // and scrolls to it
    void selectConnection(quint32 id);                      // and scrolls to its requests
    QString markedText() const; // what happened in the marked span; empty: none is marked

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public Q_SLOTS:
    void setLive(bool live);
    void setByConnection(bool byConnection);
    void setClientShown(bool shown);
    void showRange(qint64 fromNs, qint64 toNs); // leaves Live
    void watch(qint64 fromNs, qint64 widthNs);  // goes live, and shows what is from there on
    void fitAll();
    void zoom(double factor, qint64 aroundNs); // to a width of 1 µs at least
    void zoomIn(); // around now while it is live, the selected request, or the middle
    void zoomOut();
    void fitSelection(); // the marked span, or what is selected
    // Marks a span and shows what happened in it.
    void mark(qint64 fromNs, qint64 toNs);
    void unmark();
    // Starts the timer that moves now on. It stops by itself when nothing is in flight and now has
    // come to rest; `false` does not stop it earlier.
    void setTicking(bool ticking);
    void storeChanged(const overlap::record::StoreChange &change);
    // When the event loop's current iteration began, if it blocks; none: it does not.
    void setBusySince(std::optional<qint64> sinceNs);
    // Fades what it did not find; null: fades nothing.
    void setSearch(const std::shared_ptr<const overlap::ui::Search> &search);

Q_SIGNALS:
    void liveChanged(bool live);
    void byConnectionChanged(bool byConnection);
    void clientShownChanged(bool shown);
    void rangeChanged(qint64 fromNs, qint64 toNs);
    void menuWanted(QMenu *menu, quint64 id); // a context menu opens: add what can be done with it
    void legendAsked();                       // what the picture means
    void activated(quint64 id);               // Enter or double click: show the details

protected:
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    void advance(); // to the current time
    void visibleRangeChanged(bool wasLive);
    void selectionChanged();
    void pan(qint64 byNs);
    void extendMarked(int direction); // by 1/20 of the width
    void step(int direction);         // to the next or previous request
    void stepBurst(int direction);    // shows the next or previous burst
    void stepLane(int direction);
    void reveal(quint64 id);
    void revealConnection();
    qint64 zoomedNs() const;
    void showMenuByKey();
    void showMenu(quint64 id, QPoint point); // id 0: no request; point: in the viewport
    void updateScrollBar();
    void updateLayout();
    void showToolTip(QPoint viewportPoint, QPoint globalPoint);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace overlap::ui
