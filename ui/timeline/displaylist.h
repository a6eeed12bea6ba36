#pragma once

#include "overlap/record/record.h"

#include <QRect>
#include <QString>
#include <Qt>

#include <vector>

namespace overlap::ui {

// The colours of the theme, by meaning.
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
    Phase, // the colour of Tone::phase
};

// Pure. Which colour of the theme something is drawn in. The theme itself may be any.
struct Tone
{
    Role role = Role::Text;
    record::Phase phase = {};
    quint8 percent = 100; // of the colour, mixed with the background
    bool isInkOn = false; // the colour of text on it, instead of the colour itself

    static constexpr int fadedPercent = 22; // of what the filter leaves out

    Tone() = default;
    Tone(Role r) : role(r) {}
    Tone(record::Phase p) : role(Role::Phase), phase(p) {}
    Tone faded(int to = fadedPercent) const;
    Tone ink() const; // the colour of text on it
};

enum class Face : quint8 { Text, Label, Bold };

// Pure. One drawing operation on a rectangle.
struct Primitive
{
    enum class Style : quint8 {
        Fill,
        Hatch,   // a fill in stripes of a few pixels
        Frame,   // a line of one pixel within the edge
        Outline, // a line of two pixels within the edge
        Tint,    // translucent
        Stripes, // translucent and wide
        Tear,    // the torn end of a bar, with a line along it
        Text,
        Clip, // what follows is drawn only inside the rectangle; null: everywhere again
    };
    QRect rect;
    Tone tone;
    Style style = Style::Fill;
    qint32 text = -1; // index into DisplayList::texts; -1: no text
};

// Pure. Primitives in the order in which they are drawn: later ones cover earlier ones. Coordinates
// are whole pixels. Colours are symbolic (Tone): LayoutPainter can replay the list under any theme,
// as often as needed.
struct DisplayList
{
    struct Text
    {
        QString text;
        Face face = Face::Text;
        int flags = Qt::AlignCenter; // see QPainter::drawText(); labels stand at the left
    };
    std::vector<Primitive> primitives;
    std::vector<Text> texts;

    void fill(const QRect &rect, Tone tone) { add(rect, tone, Primitive::Style::Fill); }
    void add(const QRect &rect, Tone tone, Primitive::Style style)
    {
        primitives.push_back({rect, tone, style});
    }
    void write(const QRect &rect, const QString &text, Tone tone, Face face = Face::Text,
               int flags = Qt::AlignCenter);
    void clip(const QRect &rect) { add(rect, {}, Primitive::Style::Clip); }
    void unclip() { clip({}); }
    void append(DisplayList &&other); // drawn over this list
    void clear();                     // keeps the memory
};

} // namespace overlap::ui
