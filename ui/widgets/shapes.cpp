#include "widgets/shapes.h"

#include "overlap/analysis/pieces.h"

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
    case Shape::Hatched:
        painter.fillRect(rect, QBrush(colour, Qt::BDiagPattern));
        painter.fillRect(QRect(rect.topLeft(), QSize(2, rect.height())), colour);
        return;
    default: painter.fillRect(rect, colour);
    }
}

} // namespace overlap::ui
