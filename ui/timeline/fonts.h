#pragma once

#include <QFont>

namespace overlap::ui {

// Pure. The two sizes of text in the timeline, and what grows with them. Pixels.
struct Fonts
{
    QFont text;
    QFont label; // inside bars, smaller
    QFont bold;
    int line = 14;   // height of a line of text
    int unit = 14;   // what everything else is laid out by
    int gutter = 96; // left of the time axis, for the tracks' names
    static Fonts of(const QFont &text);

    // What is so high where text is 14 pixels high.
    int scaled(int pixels) const { return qMax(pixels, pixels * unit / 14); }
};

} // namespace overlap::ui
