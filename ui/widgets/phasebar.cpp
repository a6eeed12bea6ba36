#include "widgets/phasebar.h"

#include "widgets/shapes.h"

#include <QPainter>

#include <cmath>

namespace overlap::ui {

void PhaseBar::setSpan(record::Phase phase, double from, double to, bool goesOn)
{
    m_phase = phase;
    m_from = from;
    m_to = to;
    m_goesOn = goesOn;
    update();
}

QSize PhaseBar::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 8, fontMetrics().height()};
}

void PhaseBar::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::forPalette(palette());
    QPainter painter(this);
    const QRect bar = rect().adjusted(0, height() / 6, 0, -height() / 6);
    const int last = width() - 2; // a bar at the right end still is two pixels wide
    const int from = std::min(int(std::lround(m_from * width())), last);
    const int to = std::max(int(std::lround(m_to * width())), from + 2);
    QRect span(from, bar.top(), to - from, bar.height());
    if (m_goesOn) // an open edge is dotted
        span.setRight(std::max(span.right() - 8, span.left() + 1));
    paintPhase(painter, theme, m_phase, span);
    if (!m_goesOn)
        return;
    for (int x = span.right() + 3; x + 2 <= to; x += 3)
        paintPhase(painter, theme, m_phase, QRect(x, bar.top(), 1, bar.height()));
}

} // namespace overlap::ui
