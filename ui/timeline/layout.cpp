#include "timeline/layout.h"

#include "format.h"

#include <QFontMetrics>

#include <algorithm>
#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int gutterMargin = 10;

// Under the curve, where it is near its peak for longest.
Layout::Text peakText(const Scene &scene, const Layout &layout)
{
    const Graph &graph = layout.graph;
    if (graph.peak == 0)
        return {};
    QFont bold = scene.fonts.text;
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const QString text = countText(quint64(graph.peak)) + u" at once"_s;
    const int width = metrics.horizontalAdvance(text) + 4;
    const int columns = int(graph.columns.size());
    const int from = std::clamp((graph.peakFrom + graph.peakTo - width) / 2, 0,
                                std::max(0, scene.scale.width - width));
    qint32 least = graph.peak;
    for (int i = from; i < std::min(columns, from + width); ++i)
        least = std::min(least, graph.columns[size_t(i)].low);
    const QRect &area = scene.frame.graph;
    const int lowest = std::max(area.top(), area.top() + area.height() - metrics.height());
    const int y = std::min(layout.graphY(least) + Layout::curveWidth + 1, lowest);
    return {QRect(scene.scale.left + from, y, width, metrics.height()), text};
}

// Every lane is named where there is room, else each 10th or 100th.
std::vector<Layout::Text> gutterTexts(const Scene &scene)
{
    const Frame &frame = scene.frame;
    const auto at = [&](int middle, const QString &text) {
        return Layout::Text{QRect(gutterMargin, middle - frame.textHeight / 2,
                                  frame.gutter - gutterMargin, frame.textHeight),
                            text};
    };
    std::vector<Layout::Text> texts = {
        {QRect(gutterMargin, frame.graph.top() - 2, frame.gutter - gutterMargin, frame.textHeight),
         u"in flight"_s}};
    constexpr std::array steps = {1, 2, 5, 10, 20, 50, 100, 1000};
    const auto *const step = std::ranges::find_if(
        steps, [&](int every) { return every * frame.pitch >= frame.textHeight + 4; });
    const int every = step == steps.end() ? steps.back() : *step;
    for (int lane = frame.firstVisible(); lane < frame.endVisible(); ++lane) {
        const bool named = lane == 0 || ((lane + 1) % every == 0 && lane >= every);
        const int middle = frame.laneTop(lane) + frame.barHeight / 2;
        if (named && middle >= frame.lanes.top() && middle <= frame.lanes.bottom())
            texts.push_back(at(middle, u"lane "_s + countText(quint64(lane) + 1)));
    }
    return texts;
}

} // namespace

int Layout::graphY(qint32 count) const
{
    const qint64 height = frame.graph.height() - curveWidth;
    return frame.graph.top() + int(height - height * count / std::max(graph.peak, graphLeast));
}

Layout Layout::of(const Scene &scene)
{
    Layout layout;
    layout.frame = scene.frame;
    layout.scale = scene.scale;
    layout.isMoving = scene.isMoving;
    layout.ticks = ui::ticks(scene.scale, QFontMetrics(scene.fonts.text).horizontalAdvance(u'0'));
    layout.gutter = gutterTexts(scene);
    const record::Steps &steps = scene.store.steps();
    if (steps.isEmpty())
        return layout;
    layout.graph = Graph::of(steps, scene.scale, scene.nowNs);
    layout.peak = peakText(scene, layout);
    layout.bars = Bars::of(scene);
    const int x = scene.scale.x(scene.nowNs);
    layout.nowX = x >= scene.scale.left && x < scene.scale.right() ? x : -1;
    return layout;
}

} // namespace overlap::ui
