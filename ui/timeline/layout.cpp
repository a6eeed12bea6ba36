#include "timeline/layout.h"

#include "format.h"

#include <QFontMetrics>

#include <algorithm>
#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int gutterMargin = 10;

// Whether a text would stand clear of the curve.
bool isAbove(const Layout &layout, const QRect &rect)
{
    const auto &columns = layout.graph.columns;
    const int from = std::max(0, rect.left() - layout.scale.left);
    const int to = std::min(int(columns.size()), rect.right() + 1 - layout.scale.left);
    for (int i = from; i < to; ++i) {
        if (layout.graphY(columns[size_t(i)].high) <= rect.bottom())
            return false;
    }
    return rect.right() < layout.scale.right() && rect.left() >= layout.scale.left;
}

// Under the curve, where it is near its peak for longest; beside that where it is too narrow.
Layout::Text peakText(const Scene &scene, const Layout &layout)
{
    constexpr int gap = 6;
    const Graph &graph = layout.graph;
    if (graph.peak == 0)
        return {};
    QFont bold = scene.fonts.text;
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const QString text = countText(quint64(graph.peak)) + u" at once"_s;
    const int width = metrics.horizontalAdvance(text) + 4;
    const int height = metrics.height();
    const QRect &area = scene.frame.graph;
    const int from = scene.scale.left + graph.peakFrom;
    const int to = scene.scale.left + graph.peakTo;
    if (to - from >= width + 2 * gap) {
        qint32 least = graph.peak;
        for (int i = graph.peakFrom; i < graph.peakTo; ++i)
            least = std::min(least, graph.columns[size_t(i)].low);
        const int lowest = std::max(area.top(), area.top() + area.height() - height);
        const int y = std::min(layout.graphY(least) + Layout::curveWidth + 1, lowest);
        return {QRect((from + to - width) / 2, y, width, height), text};
    }
    // Below the word at the line of now.
    const int y = std::min(area.top() + height, area.top() + area.height() - height);
    for (const int x : {to + gap, from - gap - width}) {
        const QRect rect(x, y, width, height);
        if (isAbove(layout, rect))
            return {rect, text};
    }
    return {};
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
    if (frame.loop.height() > 0)
        texts.push_back(at(frame.loop.center().y(), u"event loop"_s));
    constexpr std::array steps = {1, 2, 5, 10, 20, 50, 100, 1000};
    const auto *const step = std::ranges::find_if(
        steps, [&](int every) { return every * frame.pitch >= frame.textHeight + 4; });
    const int every = step == steps.end() ? steps.back() : *step;
    for (int lane = frame.firstVisible(); lane < frame.endVisible(); ++lane) {
        const bool named =
            lane == 0 || ((lane + 1) % every == 0 && lane * frame.pitch >= frame.textHeight + 4);
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

// The client's side; and, where not all of its lanes find room, how many are shown.
static void nameClient(const Scene &scene, Layout &layout)
{
    const Frame &frame = scene.frame;
    if (layout.brackets.all.empty())
        return;
    const auto add = [&](int top, const QString &text) {
        layout.gutter.push_back(
            {QRect(gutterMargin, top, frame.gutter - gutterMargin, frame.textHeight), text});
    };
    const int every = layout.brackets.every;
    const int top = frame.client.top() - 2;
    add(top, u"client"_s);
    if (every > 1 && frame.client.height() >= 2 * frame.textHeight)
        add(top + frame.textHeight, u"1 in %1"_s.arg(every));
}

// The span that is marked, and beside its beginning the box that says what happened in it.
static void mark(const Scene &scene, Layout &layout)
{
    constexpr int padding = 6;
    const Scale &scale = scene.scale;
    const int from = std::clamp(scale.x(scene.marked->fromNs), scale.left, scale.right());
    const int to = std::clamp(scale.x(scene.marked->toNs), from, scale.right());
    if (to == from)
        return;
    const Frame &frame = scene.frame;
    layout.marked = QRect(from, frame.graph.top(), to - from, frame.axis.top() - frame.graph.top());
    layout.markedLines = scene.marked->lines();
    const QFontMetrics metrics(scene.fonts.text);
    int width = 0;
    for (const QString &line : layout.markedLines)
        width = std::max(width, metrics.horizontalAdvance(line));
    width += 2 * padding;
    const int height = int(layout.markedLines.size()) * metrics.height() + 2 * padding;
    const int x = std::clamp(from + padding, scale.left,
                             std::max(scale.left, scale.right() - width - padding));
    layout.markedBox = QRect(x, frame.axis.top() - height - padding, width, height);
}

// Where records are missing the picture is not all that happened, and says so.
static void findGaps(const Scene &scene, Layout &layout)
{
    constexpr int widthLeast = 3;
    for (const record::Gap &gap : scene.store.gaps()) {
        if (gap.toNs <= scene.scale.fromNs || gap.fromNs >= scene.scale.toNs)
            continue;
        const int from = std::clamp(scene.scale.x(gap.fromNs), scene.scale.left,
                                    scene.scale.right() - widthLeast);
        const int to = std::clamp(scene.scale.x(gap.toNs), from + widthLeast, scene.scale.right());
        const QRect &lanes = scene.frame.lanes;
        layout.gaps.push_back({QRect(from, lanes.top(), to - from, lanes.height()),
                               countText(gap.dropped) + u" not recorded"_s});
    }
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
    if (scene.frame.loop.height() > 0)
        layout.loop =
            LoopLane::of(scene.store.loops(), scene.scale, scene.nowNs, scene.busySinceNs);
    if (scene.trips) {
        layout.brackets =
            Brackets::of(*scene.trips, scene.frame.client, scene.frame.clientPitch, scene.scale,
                         scene.nowNs, scene.selected ? scene.selected->record.id : 0);
        nameClient(scene, layout);
    }
    layout.bars = Bars::of(scene);
    findGaps(scene, layout);
    if (scene.marked)
        mark(scene, layout);
    const int x = scene.scale.x(scene.nowNs);
    layout.nowX = x >= scene.scale.left && x < scene.scale.right() ? x : -1;
    return layout;
}

} // namespace overlap::ui
