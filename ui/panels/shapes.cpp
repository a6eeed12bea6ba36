#include "shapes.h"

#include <QPainter>

namespace overlap::ui {

using record::Phase;

void paintPhase(QPainter &painter, const Theme &theme, Phase phase, QRect rect)
{
    const QColor &colour = theme.phase[size_t(phase)];
    rect.setWidth(std::max(rect.width(), 2));
    switch (phase) {
    case Phase::KeepAliveIdle:
        painter.fillRect(QRect(rect.left(), rect.center().y(), rect.width(), 1), colour);
        return;
    case Phase::Sleeping: {
        const int quarter = rect.height() / 4;
        painter.fillRect(rect.adjusted(0, quarter, 0, -quarter), colour);
        return;
    }
    case Phase::WaitingForLoop:
    case Phase::Queued:
        painter.fillRect(rect, theme.background);
        painter.fillRect(rect, QBrush(colour, Qt::BDiagPattern));
        painter.fillRect(QRect(rect.topLeft(), QSize(2, rect.height())), colour);
        return;
    default: painter.fillRect(rect, colour);
    }
}

} // namespace overlap::ui
