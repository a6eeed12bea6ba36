#include "widgets/phasebar.h"

#include "widgets/shapes.h"

#include <QPainter>

#include <cmath>

namespace overlap::ui {

void PhaseBar::setSpans(What what, std::vector<Span> spans, bool goesOn)
{
    m_what = what;
    m_spans = std::move(spans);
    m_goesOn = goesOn;
    update();
}

QSize PhaseBar::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 8, fontMetrics().height()};
}

void PhaseBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    for (const Span &span : m_spans)
        paint(painter, span, m_goesOn && &span == &m_spans.back());
}

void PhaseBar::paint(QPainter &painter, const Span &span, bool goesOn) const
{
    const Theme theme = Theme::forPalette(palette());
    const QRect bar = rect().adjusted(0, height() / 6, 0, -height() / 6);
    const int last = width() - 2; // a bar at the right end still is two pixels wide
    const int from = std::min(int(std::lround(span.from * width())), last);
    const int to = std::max(int(std::lround(span.to * width())), from + 2);
    QRect part(from, bar.top(), to - from, bar.height());
    if (goesOn) // an open edge is dotted
        part.setRight(std::max(part.right() - 8, part.left() + 1));
    const auto draw = [&](const QRect &where) {
        std::visit([&](auto what) { paintPhase(painter, theme, what, where); }, m_what);
    };
    draw(part);
    if (!goesOn)
        return;
    for (int x = part.right() + 3; x + 2 <= to; x += 3)
        draw(QRect(x, bar.top(), 1, bar.height()));
}

} // namespace overlap::ui
