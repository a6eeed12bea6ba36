#pragma once

#include <QFont>

namespace overlap::ui {

// Pure. The fonts of the timeline, and the lengths that grow with them. In pixels.
struct Fonts
{
    QFont text;
    QFont label; // inside bars, smaller
    QFont bold;
    int labelAbove = 8; // the ink of a label, from its baseline
    int labelBelow = 3;
    int line = 14;   // height of a line of text
    int unit = 14;   // of all other lengths
    int gutter = 96; // width left of the time axis, for the tracks' names
    static Fonts of(const QFont &text);

    // A length that is `pixels` where text is 14 pixels high.
    int scaled(int pixels) const { return qMax(pixels, pixels * unit / 14); }
};

} // namespace overlap::ui
