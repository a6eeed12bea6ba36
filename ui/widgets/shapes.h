#pragma once

#include "overlap/analysis/pieces.h"
#include "overlap/analysis/upstreampieces.h"
#include "theme.h"

#include <QRect>
#include <QVarLengthArray>

class QPainter;

namespace overlap::ui {

// Pure. The rectangles that make up a gate, tiers, or a comb without its teeth, within a bar at
// full height; of other shapes, and where there is no room, the bar itself.
QVarLengthArray<QRect, 4> partsOf(analysis::Shape shape, const QRect &rect);

// Pure. The torn edge of an answer that is not whole: where it bites into the end of a bar, from
// top to bottom, and the line along it, which is the left part of each bite.
inline constexpr int tearWidth = 6; // pixels
QVarLengthArray<QRect, 16> bitesOf(const QRect &edge);
inline constexpr int tearLine = 2;

// Main thread. Paints such an edge. `edge` is the end of a bar, of tearWidth.
void paintTear(QPainter &painter, const QRect &edge, const QColor &line, const QColor &background);

// Main thread. Paints a phase in its shape and colour. `rect` is its bar at full height. At least
// two pixels wide, so that short phases can be seen.
void paintPhase(QPainter &painter, const Theme &theme, record::Phase phase, QRect rect);

// Pure. Where a step with the upstream is drawn, between the lines of tiers, and how: a line, a
// hatch (it waits for a connection), or nothing (it waits for the answer).
enum class StepLook : quint8 { Nothing, Line, Hatch, Fill };
StepLook lookOf(analysis::UpstreamStep step);
QRect lowerTier(const QRect &bar); // of a bar at full height, without the outline
QRect middleLine(const QRect &rect);
// Main thread. Paints such a step alone.
void paintPhase(QPainter &painter, const Theme &theme, analysis::UpstreamStep step, QRect rect);

// Main thread. Paints the stripes of a queued request. An SVG needs their period in pixels and the
// colour between them.
void paintHatch(QPainter &painter, const QRect &rect, const QColor &colour,
                const QColor &background);
inline constexpr int hatchPeriod = 6;
QColor hatchGap(const QColor &colour, const QColor &background);

} // namespace overlap::ui
