#include "widgets/shapes.h"

#include "overlap/analysis/pieces.h"

#include <QImage>
#include <QPainter>

namespace overlap::ui {

using analysis::Shape;
using analysis::shapeOf;

void paintPhase(QPainter &painter, const Theme &theme, record::Phase phase, QRect rect)
{
    const QColor &colour = theme.phase[size_t(phase)];
    rect.setWidth(std::max(rect.width(), 2));
    switch (shapeOf(phase)) {
    case Shape::Half:
        painter.fillRect(rect.adjusted(0, rect.height() / 4, 0, -rect.height() / 4), colour);
        return;
    case Shape::Hatched: paintHatch(painter, rect, colour, theme.background); return;
    default: painter.fillRect(rect, colour);
    }
}

void paintHatch(QPainter &painter, const QRect &rect, const QColor &colour,
                const QColor &background)
{
    QImage stripes(hatchPeriod, hatchPeriod, QImage::Format_RGB32);
    const QColor between = hatchGap(colour, background);
    for (int y = 0; y < hatchPeriod; ++y) {
        for (int x = 0; x < hatchPeriod; ++x)
            stripes.setPixelColor(x, y, (x + y) % hatchPeriod < hatchPeriod / 2 ? colour : between);
    }
    painter.setBrushOrigin(rect.topLeft());
    painter.fillRect(rect, QBrush(stripes));
    painter.fillRect(rect.left(), rect.top(), rect.width(), 1, colour);
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour);
}

QColor hatchGap(const QColor &colour, const QColor &background)
{
    return blend(colour, background, 0.3);
}

} // namespace overlap::ui
