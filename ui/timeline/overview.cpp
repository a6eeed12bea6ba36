#include "timeline/overview.h"

#include "timeline/visiblerange.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

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
    m_scale = {firstNs, std::max(m_headNs, firstNs + runLeast), left,
               std::max(1, width() - left - 2 * margin)};
    m_graph = m_curve.isEmpty() ? Graph() : Graph::of(m_curve, m_scale, m_headNs);
    update();
}

QRect Overview::brush() const
{
    if (m_graph.columns.empty())
        return {};
    const int from = std::clamp(m_scale.x(m_fromNs), m_scale.left, m_scale.right() - brushLeast);
    const int to = std::clamp(m_scale.x(m_toNs), from + brushLeast, m_scale.right());
    return {from, 1, to - from, height() - 2};
}

void Overview::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.chrome);
    painter.setFont(m_fonts.text);
    painter.setPen(m_theme.dim);
    painter.drawText(QRect(10, 0, m_scale.left - 10, height()), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("whole run"));
    if (m_graph.columns.empty())
        return;
    const int base = height() - margin;
    const int room = base - margin;
    const int peak = std::max(1, int(m_graph.peak));
    for (size_t from = 0; from < m_graph.columns.size();) {
        const qint32 high = m_graph.columns[from].high;
        size_t to = from + 1;
        while (to < m_graph.columns.size() && m_graph.columns[to].high == high)
            ++to;
        const int tall = high > 0 ? std::max(2, int(qint64(room) * high / peak)) : 0;
        painter.fillRect(m_scale.left + int(from), base - tall, int(to - from), tall,
                         m_theme.accent);
        from = to;
    }
    const QRect frame = brush();
    painter.fillRect(m_scale.left, 0, frame.left() - m_scale.left, height(), veil());
    painter.fillRect(frame.right() + 1, 0, m_scale.right() - frame.right() - 1, height(), veil());
    QPen pen(m_theme.text, 2);
    pen.setJoinStyle(Qt::MiterJoin);
    painter.setPen(pen);
    painter.drawRect(frame.adjusted(1, 0, -1, 0));
}

QColor Overview::veil() const
{
    QColor veil = m_theme.chrome;
    veil.setAlphaF(0.45F);
    return veil;
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
    if (event->button() != Qt::LeftButton || m_graph.columns.empty())
        return;
    const int x = event->position().toPoint().x();
    const QRect frame = brush();
    const Grip grip = gripAt(x);
    if (grip == Grip::Whole && (x < frame.left() || x > frame.right())) {
        const qint64 half = (m_toNs - m_fromNs) / 2;
        const qint64 middle = m_scale.ns(x);
        Q_EMIT rangeChosen(std::max<qint64>(0, middle - half),
                           std::max<qint64>(0, middle - half) + 2 * half);
    }
    m_drag = Drag{grip, m_scale.ns(x), m_fromNs, m_toNs};
}

void Overview::mouseMoveEvent(QMouseEvent *event)
{
    const int x = event->position().toPoint().x();
    if (m_drag)
        drag(x);
    else
        setCursor(!m_graph.columns.empty() && gripAt(x) != Grip::Whole ? Qt::SizeHorCursor
                                                                       : Qt::ArrowCursor);
}

void Overview::drag(int x)
{
    const qint64 by = m_scale.ns(x) - m_drag->atNs;
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
