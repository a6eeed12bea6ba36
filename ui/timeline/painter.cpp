#include "timeline/painter.h"

#include "widgets/shapes.h"

#include <QPainter>

namespace overlap::ui {

namespace {

constexpr double tintPart = 0.16;
constexpr double stripesPart = 0.35;

QColor translucent(QColor colour, double part)
{
    colour.setAlphaF(float(part));
    return colour;
}

const QColor &colourOf(const Theme &theme, Tone tone)
{
    switch (tone.role) {
    case Role::Background: return theme.background;
    case Role::Grid: return theme.grid;
    case Role::Text: return theme.text;
    case Role::Dim: return theme.dim;
    case Role::Accent: return theme.accent;
    case Role::AccentText: return theme.accentText;
    case Role::GraphFill: return theme.graphFill;
    case Role::Error: return theme.error;
    case Role::Selection: return theme.selection;
    case Role::Phase: break;
    }
    return theme.phase[size_t(tone.phase)];
}

const QFont &fontOf(const Fonts &fonts, Face face)
{
    switch (face) {
    case Face::Label: return fonts.label;
    case Face::Bold: return fonts.bold;
    case Face::Text: break;
    }
    return fonts.text;
}

} // namespace

LayoutPainter::LayoutPainter(QPainter &painter, const Theme &theme, const Fonts &fonts)
    : m_painter(painter)
    , m_theme(theme)
    , m_fonts(fonts)
{
}

void LayoutPainter::paint(const Layout &layout)
{
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    m_painter.setBrush(Qt::NoBrush);
    for (const Primitive &primitive : layout.displayList.primitives)
        paint(primitive, layout.displayList);
}

QColor LayoutPainter::colour(Tone tone) const
{
    const QColor &colour = colourOf(m_theme, tone);
    if (tone.isInkOn)
        return m_theme.inkOn(colour);
    return tone.percent == 100 ? colour : blend(colour, m_theme.background, tone.percent / 100.0);
}

void LayoutPainter::paint(const Primitive &primitive, const DisplayList &list)
{
    const QRect &rect = primitive.rect;
    const QColor colour = this->colour(primitive.tone);
    switch (primitive.style) {
    case Primitive::Style::Fill: m_painter.fillRect(rect, colour); return;
    case Primitive::Style::Hatch: paintHatch(m_painter, rect, colour, m_theme.background); return;
    case Primitive::Style::Frame:
        m_painter.setPen(colour);
        m_painter.drawRect(rect.adjusted(0, 0, -1, -1));
        return;
    case Primitive::Style::Outline: outline(rect, colour); return;
    case Primitive::Style::Tint: m_painter.fillRect(rect, translucent(colour, tintPart)); return;
    case Primitive::Style::Stripes:
        m_painter.fillRect(rect, QBrush(translucent(colour, stripesPart), Qt::BDiagPattern));
        return;
    case Primitive::Style::Tear: paintTear(m_painter, rect, colour, m_theme.background); return;
    case Primitive::Style::Text: write(rect, list.texts[size_t(primitive.text)], colour); return;
    case Primitive::Style::Clip: clip(rect); return;
    }
}

void LayoutPainter::outline(const QRect &rect, const QColor &colour)
{
    QPen pen(colour, 2);
    pen.setJoinStyle(Qt::MiterJoin);
    m_painter.setPen(pen);
    m_painter.drawRect(rect.adjusted(1, 1, -1, -1));
}

void LayoutPainter::write(const QRect &rect, const DisplayList::Text &text, const QColor &colour)
{
    if (m_face != text.face)
        m_painter.setFont(fontOf(m_fonts, text.face));
    m_face = text.face;
    m_painter.setPen(colour);
    if (text.face != Face::Label) {
        m_painter.drawText(rect, text.flags, text.text);
        return;
    }
    // A line is higher where a character comes from another font: the baseline stays.
    const int ink = m_fonts.labelAbove + m_fonts.labelBelow;
    const int baseline = rect.top() + (rect.height() - ink) / 2 + m_fonts.labelAbove;
    m_painter.drawText(rect.left(), baseline, text.text);
}

void LayoutPainter::clip(const QRect &rect)
{
    if (rect.isNull())
        m_painter.setClipping(false);
    else
        m_painter.setClipRect(rect);
}

} // namespace overlap::ui
