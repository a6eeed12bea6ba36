#pragma once

#include "record/record.h"

#include <QColor>
#include <QPalette>

#include <array>

namespace overlap::ui {

// Pure. The colours of the window in a light or a dark palette. Shape comes first: a phase is told
// by its bar's height and hatching, its colour only repeats that. Every phase keeps a contrast of
// 3:1 on the background (WCAG 2.1, 1.4.11).
struct Theme
{
    bool dark = false;
    std::array<QColor, record::phaseCount> phase;
    QColor background; // of the timeline
    QColor chrome;     // around it
    QColor text;
    QColor dim; // labels
    QColor grid;
    QColor accent; // curve of the graph, the overlap factor
    QColor graphFill;
    QColor error;
    QColor onBar; // text on a sleeping bar
    QColor selection;

    static Theme forPalette(const QPalette &palette);
};

// The palette that the drawings show, for a window that is told to be light or dark rather than to
// follow the system.
QPalette paletteFor(bool dark);

} // namespace overlap::ui
