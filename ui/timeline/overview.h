#pragma once

#include "overlap/record/concurrencycurve.h"
#include "theme.h"
#include "timeline/foldedscale.h"
#include "timeline/fonts.h"
#include "timeline/graph.h"

#include <QWidget>

#include <optional>

namespace overlap::ui {

// Main thread. The in-flight graph of the whole run, with those that queue in another tone on top,
// and with a brush: a rectangle over the range that
// the timeline shows. Dragging it moves the range, dragging an edge changes its width, and a click
// elsewhere moves it there. Long idle times are folded; a click on a fold unfolds all.
class Overview : public QWidget
{
    Q_OBJECT
public:
    // The curve outlives it.
    explicit Overview(const record::ConcurrencyCurve &curve, QWidget *parent = nullptr);

    void refresh(qint64 headNs);               // the curve has changed
    void setRange(qint64 fromNs, qint64 toNs); // what the timeline shows
    QRect brush() const;                       // null: there is nothing to show
    bool isFolding() const { return m_isFolding; }
    void setFolding(bool folding);
    const FoldedScale &axis() const { return m_axis; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

Q_SIGNALS:
    void rangeChosen(qint64 fromNs, qint64 toNs);
    void foldingChanged(bool folding);

protected:
    bool event(QEvent *event) override; // tool tips
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    enum class Grip { Whole, Left, Right };
    Grip gripAt(int x) const;
    void drag(int x);
    void updateGraph();
    void paintFold(QPainter &painter, const Scale &fold) const;

    const record::ConcurrencyCurve &m_curve;
    Theme m_theme;
    Fonts m_fonts;
    bool m_isFolding = true;
    FoldedScale m_axis;                   // of the whole run
    std::vector<Graph::Column> m_columns; // by pixel until now
    qint64 m_headNs = 0;
    qint64 m_fromNs = 0;
    qint64 m_toNs = 1;
    struct Drag
    {
        Grip grip;
        qint64 atNs; // where the button went down
        qint64 fromNs;
        qint64 toNs;
    };
    std::optional<Drag> m_drag;
};

} // namespace overlap::ui
