#pragma once

#include "overlap/record/record.h"

#include <QColor>
#include <QPalette>

#include <array>

namespace overlap::ui {

// Pure. The colours of the window in a light or a dark palette. Colour is never the only sign: the
// height and the hatching of its bar also tell a phase. Every phase has a contrast of at least 3:1
// to the background (WCAG 2.1, 1.4.11).
struct Theme
{
    bool dark = false;
    std::array<QColor, record::phaseCount> phase;
    QColor background; // of the timeline
    QColor chrome;     // around it
    QColor text;
    QColor dim; // labels
    QColor grid;
    QColor accent;     // curve of the graph
    QColor accentText; // emphasized numbers, on background, chrome or graphFill
    QColor graphFill;
    QColor handled, queued; // in the overview: 3:1 to each other, to background and to chrome
    QColor error;
    QColor onBar; // text on a sleeping bar
    QColor selection;

    // The colour of text on a fill: onBar if that has a contrast of 4.5:1, else black or white,
    // whichever has more.
    QColor inkOn(const QColor &fill) const;

    static Theme forPalette(const QPalette &palette);
};

// The palette with this theme's colours, for a window that does not follow the system.
QPalette paletteFor(bool dark);

// What a palette's text of lower importance must be, to have a contrast of 4.5:1 to both
// backgrounds: the palette's own colour, if it has.
QColor readableDim(const QPalette &palette);

// The colour of selected text: the palette's own, or black or white, whichever has a contrast of
// 4.5:1 to what marks the selection.
QColor readableHighlighted(const QPalette &palette, QPalette::ColorGroup group);

// The palette for fields, buttons and check boxes. The Fusion style derives the colour of borders
// from the window's: so these get another one, with which their borders have a contrast of 3:1 to
// all backgrounds, as has the border of a default button, which derives from the highlight.
QPalette fieldPalette(const QPalette &palette);

// What `over` makes of `under` where it covers so much of it, from 0 to 1.
QColor blend(const QColor &over, const QColor &under, double part);

// The contrast of two colours, 1 to 21 (WCAG 2.1, 1.4.3).
double contrast(const QColor &a, const QColor &b);

} // namespace overlap::ui
