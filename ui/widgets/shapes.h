#pragma once

#include "overlap/record/record.h"
#include "theme.h"

#include <QRect>

class QPainter;

namespace overlap::ui {

// Main thread. Paints a phase in its shape and colour. `rect` is its bar at full height. At least
// two pixels wide, so that short phases can be seen.
void paintPhase(QPainter &painter, const Theme &theme, record::Phase phase, QRect rect);

// Main thread. Paints the stripes of a queued request. An SVG needs their period in pixels and the
// colour between them.
void paintHatch(QPainter &painter, const QRect &rect, const QColor &colour,
                const QColor &background);
inline constexpr int hatchPeriod = 6;
QColor hatchGap(const QColor &colour, const QColor &background);

} // namespace overlap::ui
