#pragma once

#include "overlap/record/record.h"

#include <QRect>
#include <QString>
#include <Qt>

#include <vector>

namespace overlap::ui {

// Colours by what they mean.
enum class Role : quint8 {
    Background,
    Grid,
    Text,
    Dim,
    Accent,
    AccentText,
    GraphFill,
    Error,
    Selection,
    Phase, // of Tone::phase
};

// Pure. A colour of the theme, whichever that is.
struct Tone
{
    Role role = Role::Text;
    record::Phase phase = {};
    quint8 percent = 100; // of it; the rest is background
    bool isInkOn = false; // the colour for text on it, rather than itself

    Tone() = default;
    Tone(Role r) : role(r) {}
    Tone(record::Phase p) : role(Role::Phase), phase(p) {}
    Tone faded(int to) const;
    Tone ink() const; // for text on it
};

enum class Face : quint8 { Text, Label, Bold };

// One thing that is drawn.
struct Figure
{
    enum class Style : quint8 {
        Fill,
        Hatch,   // a fill in stripes of a few pixels
        Frame,   // a line of one pixel within the edge
        Outline, // of two
        Tint,    // what is under it shows through
        Stripes, // wide ones, over what is there
        Text,
        Clip, // nothing outside of the rectangle is drawn from here on; null: no more
    };
    QRect rect;
    Tone tone;
    Style style = Style::Fill;
    qint32 text = -1; // of Figures::texts
};

// Pure. Figures in the order of drawing, the last uppermost. Whole pixels, and no colour: they are
// replayed by painter.h under any theme, as often as needed.
struct Figures
{
    struct Text
    {
        QString text;
        Face face = Face::Text;
        int flags = Qt::AlignCenter; // as of QPainter::drawText()
    };
    std::vector<Figure> all;
    std::vector<Text> texts;

    void fill(const QRect &rect, Tone tone) { add(rect, tone, Figure::Style::Fill); }
    void add(const QRect &rect, Tone tone, Figure::Style style)
    {
        all.push_back({rect, tone, style});
    }
    void write(const QRect &rect, const QString &text, Tone tone, Face face = Face::Text,
               int flags = Qt::AlignCenter);
    void clip(const QRect &rect) { add(rect, {}, Figure::Style::Clip); }
    void unclip() { clip({}); }
    void append(Figures &&other); // over these
    void clear();                 // but keeps the memory
};

} // namespace overlap::ui
