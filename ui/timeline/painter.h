#pragma once

#include "theme.h"
#include "timeline/layout.h"

#include <optional>

class QPainter;

namespace overlap::ui {

// Pure. Replays a display list on a QPainter, without antialiasing.
class LayoutPainter
{
public:
    LayoutPainter(QPainter &painter, const Theme &theme, const Fonts &fonts);
    void paint(const Layout &layout);

private:
    QColor colour(Tone tone) const;
    void paint(const Primitive &primitive, const DisplayList &list);
    void outline(const QRect &rect, const QColor &colour);
    void write(const QRect &rect, const DisplayList::Text &text, const QColor &colour);
    void clip(const QRect &rect);

    QPainter &m_painter;
    const Theme &m_theme;
    const Fonts &m_fonts;
    std::optional<Face> m_face; // of m_painter now
};

} // namespace overlap::ui
