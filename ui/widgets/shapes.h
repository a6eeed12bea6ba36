#pragma once

#include "overlap/record/record.h"
#include "theme.h"

#include <QRect>

class QPainter;

namespace overlap::ui {

// Main thread. Paints one phase into the rectangle that it has at full height: its shape first, its
// colour second. At least two pixels wide, so that short ones are seen.
void paintPhase(QPainter &painter, const Theme &theme, record::Phase phase, QRect rect);

// Stripes: what waits for its turn. Their period in pixels and the colour between them are for
// whoever writes them as SVG.
void paintHatch(QPainter &painter, const QRect &rect, const QColor &colour,
                const QColor &background);
inline constexpr int hatchPeriod = 6;
QColor hatchGap(const QColor &colour, const QColor &background);

} // namespace overlap::ui
