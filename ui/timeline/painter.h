#pragma once

#include "theme.h"
#include "timeline/layout.h"

#include <optional>

class QPainter;

namespace overlap::ui {

// Pure. Replays figures. They stand on whole pixels and are not antialiased.
class LayoutPainter
{
public:
    LayoutPainter(QPainter &painter, const Theme &theme, const Fonts &fonts);
    void paint(const Layout &layout);

private:
    QColor colour(Tone tone) const;
    void paint(const Figure &figure, const Figures &figures);
    void outline(const QRect &rect, const QColor &colour);
    void write(const QRect &rect, const Figures::Text &text, const QColor &colour);
    void clip(const QRect &rect);

    QPainter &m_painter;
    const Theme &m_theme;
    const Fonts &m_fonts;
    std::optional<Face> m_face; // that is set
};

} // namespace overlap::ui
