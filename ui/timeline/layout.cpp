#include "timeline/layout.h"

#include <QFontMetrics>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

void drawGrid(const std::vector<Tick> &ticks, const QRect &area, DisplayList &list)
{
    for (const Tick &tick : ticks)
        list.fill({tick.x, area.top(), 1, area.height()}, Role::Grid);
}

void nameTicks(const Scene &scene, const std::vector<Tick> &ticks, const QRect &axis,
               DisplayList &list)
{
    constexpr int least = 2;
    const QFontMetrics metrics(scene.fonts.text);
    for (const Tick &tick : ticks) {
        const int width = metrics.horizontalAdvance(tick.text);
        const int x =
            std::clamp(tick.x - width / 2, least, std::max(least, scene.scale.right() - width - 5));
        list.write({x, axis.top(), width + 1, axis.height()}, tick.text, Role::Dim);
    }
}

// The line is thin and dim while now rests.
void drawNow(const Scene &scene, const QRect &axis, DisplayList &list)
{
    constexpr int line = 2;
    const int at = scene.scale.x(scene.nowNs);
    if (at < scene.scale.left || at >= scene.scale.right())
        return;
    const Tone tone = scene.isMoving ? Role::Text : Role::Dim;
    list.fill({at, 0, scene.isMoving ? line : 1, axis.top()}, tone);
    const QString text = scene.isMoving ? u"now"_s : u"idle"_s;
    const int width = QFontMetrics(scene.fonts.bold).horizontalAdvance(text);
    const bool fitsRight = at + line + 4 + width < scene.scale.right();
    const int x = fitsRight ? at + line + 3 : at - 4 - width;
    list.write({x, 4, width + 1, scene.fonts.line}, text, tone, Face::Bold);
}

// The marked span, and a box at its left end that says what happened in it.
void drawMarked(const Scene &scene, const QRect &area, DisplayList &list)
{
    constexpr int padding = 6;
    const Scale &scale = scene.scale;
    const int from = std::clamp(scale.x(scene.marked->fromNs), scale.left, scale.right());
    const int to = std::clamp(scale.x(scene.marked->toNs), from, scale.right());
    if (to == from)
        return;
    const QRect span(from, area.top(), to - from, area.height());
    list.add(span, Role::Accent, Primitive::Style::Tint);
    list.fill({span.left(), span.top(), 1, span.height()}, Role::Accent);
    list.fill({span.right(), span.top(), 1, span.height()}, Role::Accent);

    const QStringList lines = scene.marked->lines();
    const QFontMetrics metrics(scene.fonts.text);
    int width = 0;
    for (const QString &line : lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    width += 2 * padding;
    const int height = int(lines.size()) * metrics.height() + 2 * padding;
    const int x = std::clamp(from + padding, scale.left,
                             std::max(scale.left, scale.right() - width - padding));
    const QRect box(x, area.top() + area.height() - height - padding, width, height);
    list.fill(box, Role::Background);
    list.add(box, Role::Accent, Primitive::Style::Frame);
    for (qsizetype i = 0; i < lines.size(); ++i)
        list.write({box.left(), box.top() + padding + int(i) * metrics.height(), box.width(),
                    metrics.height()},
                   lines[i], Role::Text);
}

} // namespace

Layout Layout::of(const Scene &scene, DisplayList &&outdated)
{
    outdated.clear();
    Layout layout{TrackStack::of(scene), scene.size, scene.scale, scene.scrolled,
                  std::move(outdated)};
    const TrackStack &stack = layout.stack;
    DisplayList &list = layout.displayList;
    const auto ticks =
        ui::ticks(scene.scale, QFontMetrics(scene.fonts.text).horizontalAdvance(u'0'));
    list.fill(QRect(QPoint(), scene.size), Role::Background);
    drawGrid(ticks, stack.content, list);
    DisplayList captions;
    for (const TrackStack::Placed &placed : stack.tracks)
        placed.track->draw(scene, placed.area, list, captions);
    if (!scene.isEmpty())
        drawNow(scene, stack.axis, list);
    nameTicks(scene, ticks, stack.axis, captions);
    list.append(std::move(captions));
    if (scene.marked && !scene.isEmpty())
        drawMarked(scene, stack.content, list);
    return layout;
}

} // namespace overlap::ui
