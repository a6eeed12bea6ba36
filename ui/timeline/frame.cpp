#include "timeline/frame.h"

#include <QFontMetrics>

#include <algorithm>

namespace overlap::ui {

namespace {

// Everything is laid out for text 14 pixels high, and grows with it.
int scaled(int pixels, int textHeight)
{
    return qMax(pixels, pixels * textHeight / 14);
}

} // namespace

Fonts Fonts::of(const QFont &text)
{
    Fonts fonts{text, text};
    if (text.pixelSize() > 0)
        fonts.label.setPixelSize(qMax(8, text.pixelSize() * 5 / 6));
    else
        fonts.label.setPointSizeF(qMax(6.0, text.pointSizeF() * 5 / 6));
    return fonts;
}

Frame Frame::of(QSize size, const Fonts &fonts, int laneCount, int scrolled, int clientLanes)
{
    Frame frame;
    const QFontMetrics metrics(fonts.text);
    const int text = qMin(metrics.height(), qMax(14, metrics.ascent() + metrics.descent()));
    frame.size = size;
    frame.textHeight = metrics.height();
    frame.laneCount = laneCount;
    frame.gutter =
        qMax(ui::scaled(96, text), metrics.horizontalAdvance(QStringLiteral("lane 10 000")) + 20);
    const int axisHeight = metrics.height() + ui::scaled(10, text);
    const int top = ui::scaled(12, text);
    const int graphHeight = std::clamp(size.height() / 4, 0, ui::scaled(52, text));
    frame.graph = QRect(frame.gutter, top, frame.width(), graphHeight);
    const int loopHeight = size.height() >= ui::scaled(200, text) ? ui::scaled(12, text) : 0;
    frame.loop =
        QRect(frame.gutter, top + graphHeight + ui::scaled(12, text), frame.width(), loopHeight);
    const int loopBottom = frame.loop.top() + loopHeight + ui::scaled(loopHeight ? 14 : 6, text);
    frame.clientPitch = ui::scaled(7, text);
    const int clientRows = size.height() >= ui::scaled(200, text) ? std::min(clientLanes, 8) : 0;
    const int clientHeight = clientRows > 0 ? std::max(clientRows * frame.clientPitch, text) : 0;
    frame.client = QRect(frame.gutter, loopBottom, frame.width(), clientHeight);
    const int lanesTop = loopBottom + clientHeight + (clientHeight ? ui::scaled(10, text) : 0);
    const int lanesHeight = qMax(0, size.height() - axisHeight - lanesTop);
    frame.lanes = QRect(frame.gutter, lanesTop, frame.width(), lanesHeight);
    frame.axis = QRect(frame.gutter, lanesTop + lanesHeight, frame.width(), axisHeight);

    // Lanes draw closer before they get thinner.
    const int share = lanesHeight / qMax(1, laneCount);
    const auto use = [&](int height, int gapLeast, int pitchMost) {
        frame.barHeight = height;
        frame.pitch = std::clamp(share, height + gapLeast, pitchMost);
        return frame.contentHeight() <= lanesHeight;
    };
    frame.hasLabels = use(ui::scaled(18, text) / 2 * 2, 2, ui::scaled(24, text));
    if (!frame.hasLabels && !use(8, 2, 14)) {
        frame.pitch = std::clamp(share, 2, 9);
        frame.barHeight = frame.pitch > 3 ? frame.pitch - 1 : frame.pitch;
    }
    frame.scrolled = std::clamp(scrolled, 0, frame.scrollMost());
    return frame;
}

int Frame::laneAt(int y) const
{
    if (y < lanes.top() || y >= lanes.top() + lanes.height())
        return -1;
    const int lane = (y - lanes.top() + scrolled) / pitch;
    return lane < laneCount ? lane : -1;
}

int Frame::endVisible() const
{
    return qMin(laneCount, (scrolled + lanes.height() + pitch - 1) / pitch);
}

QRect Frame::bar(int lane, int fromX, int toX, bool half) const
{
    const int inset = half ? barHeight * 2 / 9 : 0; // 18 pixels become 10: text still fits
    return {fromX, laneTop(lane) + inset, toX - fromX, barHeight - 2 * inset};
}

} // namespace overlap::ui
