#pragma once

#include "record/store.h"
#include "selection.h"

#include <QAbstractScrollArea>

#include <functional>

namespace overlap::ui {

// Main thread. The in-flight graph over the lanes of requests, on one time axis: the only widget
// that paints them. What it paints is computed by pure functions (layout.h) from the store, the
// visible range and the size.
class TimelineView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    using Clock = std::function<qint64()>; // ns on the records' clock
    // Store, selection and clock outlive the view.
    TimelineView(const record::Store &store, Selection &selection, Clock clock, QWidget *parent = nullptr);
    ~TimelineView() override;

    bool isLive() const; // follows the present
    qint64 fromNs() const; // the visible range
    qint64 toNs() const;
    qint64 lastPaintNs() const; // how long the last paint took
    quint64 missed() const;     // requests that ended since it left Live

public Q_SLOTS:
    void setLive(bool live);
    void showRange(qint64 fromNs, qint64 toNs); // leaves Live
    void fitAll();
    void zoom(double factor, qint64 aroundNs); // never below 1 µs
    void setTicking(bool ticking);             // while something is in flight, now moves on by itself
    void storeGrew(const overlap::record::Growth &growth);

Q_SIGNALS:
    void liveChanged(bool live);
    void rangeChanged(qint64 fromNs, qint64 toNs);
    void activated(quint64 id); // Enter or double click: show the details

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace overlap::ui
