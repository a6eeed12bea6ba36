#include "timeline/overview.h"

#include "overlap/text/format.h"
#include "timeline/visiblerange.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <iterator>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int margin = 3;
constexpr int gripWidth = 5;  // pixels on each side of an edge of the brush
constexpr int brushLeast = 6; // pixels: narrower, it could not be dragged
constexpr qint64 runLeast = 1'000'000'000;

} // namespace

Overview::Overview(const record::ConcurrencyCurve &curve, QWidget *parent)
    : QWidget(parent)
    , m_curve(curve)
{
    setObjectName("overview"_L1);
    setAccessibleName(tr("Overview of the whole run"));
    setAccessibleDescription(tr("The timeline's keys move and zoom the visible range."));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    m_theme = Theme::forPalette(palette());
    m_fonts = Fonts::of(font());
    updateGraph();
}

QSize Overview::sizeHint() const
{
    return {400, fontMetrics().height() * 2 + 2 * margin};
}

void Overview::refresh(qint64 headNs)
{
    m_headNs = headNs;
    updateGraph();
}

void Overview::setRange(qint64 fromNs, qint64 toNs)
{
    m_fromNs = fromNs;
    m_toNs = toNs;
    update();
}

void Overview::updateGraph()
{
    const int left = m_fonts.gutter;
    const qint64 firstNs = m_curve.isEmpty() ? 0 : m_curve.firstNs();
    const Scale whole = {firstNs, std::max(m_headNs, firstNs + runLeast), left,
                         std::max(1, width() - left - 2 * margin)};
    m_axis = m_isFolding ? FoldedScale(whole, m_curve) : FoldedScale(whole);
    m_columns.clear();
    for (const FoldedScale::Part &part : m_axis.parts()) {
        if (!part.isFold && !m_curve.isEmpty())
            std::ranges::copy(Graph::of(m_curve, part.scale, m_headNs).columns,
                              std::back_inserter(m_columns));
        if (&part != &m_axis.parts().back())
            m_columns.resize(size_t(part.scale.right() - left));
    }
    update();
}

QRect Overview::brush() const
{
    if (m_columns.empty())
        return {};
    const int from = std::clamp(m_axis.x(m_fromNs), m_axis.left(), m_axis.right() - brushLeast);
    const int to = std::clamp(m_axis.x(m_toNs), from + brushLeast, m_axis.right());
    return {from, 1, to - from, height() - 2};
}

void Overview::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.chrome);
    painter.setFont(m_fonts.text);
    painter.setPen(m_theme.dim);
    painter.drawText(QRect(10, 0, m_axis.left() - 10, height()), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("whole run"));
    if (m_columns.empty())
        return;
    const int base = height() - margin;
    const int room = base - margin;
    const int peak = std::max(1, std::ranges::max(m_columns, {}, &Graph::Column::high).high);
    const auto tall = [&](qint32 count) {
        return count > 0 ? std::max(2, int(qint64(room) * count / peak)) : 0;
    };
    const QRect frame = brush();
    painter.fillRect(frame, m_theme.background);
    for (size_t from = 0; from < m_columns.size();) {
        const Graph::Column column = m_columns[from];
        size_t to = from + 1;
        while (to < m_columns.size() && m_columns[to] == column)
            ++to;
        const int left = m_axis.left() + int(from);
        const int width = int(to - from);
        const int all = tall(column.high);
        const int handled = std::min(all, tall(column.highHandled));
        painter.fillRect(left, base - all, width, all - handled, m_theme.queued);
        painter.fillRect(left, base - handled, width, handled, m_theme.handled);
        from = to;
    }
    for (const FoldedScale::Part &part : m_axis.parts()) {
        if (part.isFold)
            paintFold(painter, part.scale);
    }
    QPen pen(m_theme.text, 2);
    pen.setJoinStyle(Qt::MiterJoin);
    painter.setPen(pen);
    painter.drawRect(frame.adjusted(1, 0, -1, 0));
}

// A torn axis: two strokes, and a gap between them.
void Overview::paintFold(QPainter &painter, const Scale &fold) const
{
    const QRect area(fold.left, margin, fold.width, height() - 2 * margin);
    painter.fillRect(area, m_theme.background);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.dim, 1.5));
    for (const int x : {area.left() + 1, area.left() + 5})
        painter.drawLine(x, area.center().y() + 6, x + 4, area.center().y() - 6);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void Overview::setFolding(bool folding)
{
    if (folding == m_isFolding)
        return;
    m_isFolding = folding;
    updateGraph();
    Q_EMIT foldingChanged(folding);
}

bool Overview::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const FoldedScale::Part *fold = m_axis.foldAt(help->pos().x());
    const qint64 ns = fold ? fold->scale.toNs - fold->scale.fromNs : 0;
    QToolTip::showText(help->globalPos(),
                       fold ? tr("Nothing was in flight for %1. Click to unfold idle times.")
                                  .arg(text::durationText(ns))
                            : QString(),
                       this);
    return true;
}

void Overview::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateGraph();
}

void Overview::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_theme = Theme::forPalette(palette());
        m_fonts = Fonts::of(font());
        updateGeometry();
        updateGraph();
    }
    QWidget::changeEvent(event);
}

Overview::Grip Overview::gripAt(int x) const
{
    const QRect frame = brush();
    if (std::abs(x - frame.left()) <= gripWidth && frame.width() > 2 * gripWidth)
        return Grip::Left;
    if (std::abs(x - frame.right()) <= gripWidth && frame.width() > 2 * gripWidth)
        return Grip::Right;
    return Grip::Whole;
}

void Overview::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_columns.empty())
        return;
    const int x = event->position().toPoint().x();
    if (m_axis.foldAt(x))
        return setFolding(false);
    const QRect frame = brush();
    const Grip grip = gripAt(x);
    if (grip == Grip::Whole && (x < frame.left() || x > frame.right())) {
        const qint64 half = (m_toNs - m_fromNs) / 2;
        const qint64 middle = m_axis.ns(x);
        Q_EMIT rangeChosen(std::max<qint64>(0, middle - half),
                           std::max<qint64>(0, middle - half) + 2 * half);
    }
    m_drag = Drag{grip, m_axis.ns(x), m_fromNs, m_toNs};
}

void Overview::mouseMoveEvent(QMouseEvent *event)
{
    const int x = event->position().toPoint().x();
    if (m_drag)
        drag(x);
    else
        setCursor(!m_columns.empty() && gripAt(x) != Grip::Whole ? Qt::SizeHorCursor
                                                                 : Qt::ArrowCursor);
}

void Overview::drag(int x)
{
    const qint64 by = m_axis.ns(x) - m_drag->atNs;
    qint64 fromNs = m_drag->fromNs + (m_drag->grip == Grip::Right ? 0 : by);
    qint64 toNs = m_drag->toNs + (m_drag->grip == Grip::Left ? 0 : by);
    if (m_drag->grip == Grip::Whole) {
        const qint64 before = std::min<qint64>(fromNs, 0); // nothing is shown before time 0
        fromNs -= before;
        toNs -= before;
    }
    if (m_drag->grip == Grip::Left)
        fromNs = std::clamp<qint64>(fromNs, 0, toNs - VisibleRange::narrowestNs);
    else
        toNs = std::max(toNs, fromNs + VisibleRange::narrowestNs);
    Q_EMIT rangeChosen(fromNs, toNs);
}

void Overview::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_drag.reset();
}

} // namespace overlap::ui
