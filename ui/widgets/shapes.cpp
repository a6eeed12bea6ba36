#include "widgets/shapes.h"

#include <QImage>
#include <QPainter>

namespace overlap::ui {

using analysis::Shape;
using analysis::shapeOf;

QVarLengthArray<QRect, 4> partsOf(Shape shape, const QRect &rect)
{
    constexpr int post = 3;
    if (rect.height() <= 4)
        return {rect};
    if (shape == Shape::Comb)
        return {rect.adjusted(0, rect.height() / 2, 0, 0)};
    if (shape == Shape::Tiers && rect.width() > 4) {
        const QRect lower = lowerTier(rect);
        const QRect side(rect.left(), lower.top(), 1, rect.bottom() + 1 - lower.top());
        return {QRect(rect.left(), rect.top(), rect.width(), lower.top() - rect.top()), side,
                side.translated(rect.width() - 1, 0),
                QRect(rect.left(), rect.bottom(), rect.width(), 1)};
    }
    if (shape != Shape::Gate || rect.width() < 4 * post)
        return {rect};
    const int inset = rect.height() / 6;
    const QRect bar(rect.left(), rect.top() + inset, rect.width(), 1);
    return {QRect(rect.left(), rect.top(), post, rect.height()),
            QRect(rect.right() + 1 - post, rect.top(), post, rect.height()), bar,
            bar.translated(0, rect.height() - 2 * inset - 1)};
}

QVarLengthArray<QRect, 16> bitesOf(const QRect &edge)
{
    constexpr int step = 2; // pixels, of both directions
    QVarLengthArray<QRect, 16> bites;
    for (int y = edge.top(), i = 0; y <= edge.bottom(); y += step, ++i) {
        const int depth = tearLine + step * (i % 4 < 3 ? i % 4 : 1);
        bites.append({edge.right() + 1 - depth, y, depth, std::min(step, edge.bottom() + 1 - y)});
    }
    return bites;
}

void paintTear(QPainter &painter, const QRect &edge, const QColor &line, const QColor &background)
{
    for (const QRect &bite : bitesOf(edge)) {
        painter.fillRect(bite, background);
        painter.fillRect(bite.left(), bite.top(), tearLine, bite.height(), line);
    }
}

void paintPhase(QPainter &painter, const Theme &theme, record::Phase phase, QRect rect)
{
    const QColor &colour = theme.phase[size_t(phase)];
    rect.setWidth(std::max(rect.width(), 2));
    switch (shapeOf(phase)) {
    case Shape::Half:
        painter.fillRect(rect.adjusted(0, rect.height() / 4, 0, -rect.height() / 4), colour);
        return;
    case Shape::Hatched: paintHatch(painter, rect, colour, theme.background); return;
    default:
        for (const QRect &part : partsOf(shapeOf(phase), rect))
            painter.fillRect(part, colour);
    }
}

StepLook lookOf(analysis::UpstreamStep step)
{
    using analysis::UpstreamStep;
    switch (step) {
    case UpstreamStep::WaitingForConnection: return StepLook::Hatch;
    case UpstreamStep::Connecting:
    case UpstreamStep::Securing: return StepLook::Line;
    case UpstreamStep::Waiting: return StepLook::Nothing;
    case UpstreamStep::Sending:
    case UpstreamStep::Receiving: break;
    }
    return StepLook::Fill;
}

QRect lowerTier(const QRect &bar)
{
    return bar.adjusted(1, (bar.height() + 1) / 2, -1, -1);
}

QRect middleLine(const QRect &rect)
{
    const int width = rect.height() / 4 + 1;
    return {rect.left(), rect.top() + (rect.height() - width) / 2, rect.width(), width};
}

void paintPhase(QPainter &painter, const Theme &theme, analysis::UpstreamStep step, QRect rect)
{
    const QColor &colour = theme.phase[size_t(record::Phase::Upstream)];
    rect.setWidth(std::max(rect.width(), 2));
    switch (lookOf(step)) {
    case StepLook::Hatch: paintHatch(painter, rect, colour, theme.background); return;
    case StepLook::Line: painter.fillRect(middleLine(rect), colour); return;
    case StepLook::Fill: painter.fillRect(rect, colour); return;
    case StepLook::Nothing:
        painter.setPen(colour);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
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
