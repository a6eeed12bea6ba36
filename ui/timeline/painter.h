#pragma once

#include "theme.h"
#include "timeline/layout.h"

class QPainter;

namespace overlap::ui {

// Pure. Replays a layout. Bars and lines stand on whole pixels and are not antialiased.
class LayoutPainter
{
public:
    LayoutPainter(QPainter &painter, const Theme &theme, const Fonts &fonts);
    void paint(const Layout &layout);

private:
    void grid(const Layout &layout);
    void graph(const Layout &layout);
    void curve(const Layout &layout, int from, int to, int yBefore);
    void loop(const Layout &layout);
    void brackets(const Layout &layout);
    void bracket(const Brackets::Bracket &bracket);
    void bars(const Layout &layout);
    void fill(const Fill &fill);
    void hatch(const QRect &rect, const QColor &colour);
    void flag(const QRect &stem);
    void outline(const QRect &rect);
    void label(const Label &label);
    void gap(const Layout::Text &gap);
    void now(const Layout &layout);
    void texts(const Layout &layout);
    void marked(const Layout &layout);

    QPainter &m_painter;
    const Theme &m_theme;
    const Fonts &m_fonts;
};

} // namespace overlap::ui
