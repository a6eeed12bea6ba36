// The lanes of requests: bars, labels, and gaps where records are missing.
#include "overlap/analysis/describe.h"
#include "overlap/analysis/retries.h"
#include "overlap/analysis/unread.h"
#include "overlap/analysis/upstreampieces.h"
#include "overlap/analysis/upstreamtext.h"
#include "overlap/text/format.h"
#include "terms.h"
#include "timeline/bars.h"
#include "timeline/track.h"
#include "widgets/shapes.h"

#include <QFontMetrics>

#include <algorithm>
#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using Style = Primitive::Style;
using analysis::requestSummary;
using analysis::Shape;
using analysis::upstreamLines;
using analysis::upstreamUntilNs;
using text::countText;

namespace {

constexpr int openEdge = 6; // pixels: the right end of a request in flight is dotted
constexpr int overhang = 2; // pixels that outlines reach above the area

LaneGrid gridOf(const Scene &scene, const QRect &area)
{
    return LaneGrid::of(area, scene.fonts, scene.lanesInView, scene.scrolled);
}

void drawFill(const Fill &fill, DisplayList &content)
{
    Tone tone = fill.shape == Shape::Unknown ? Tone(Role::Dim) : fill.phase;
    if (fill.faded)
        tone = tone.faded();
    const bool isRoomy = fill.rect.width() > 4 && fill.rect.height() > 4;
    QRect rect = fill.rect;
    if (fill.open && isRoomy && rect.width() > 2 * openEdge) {
        rect.setWidth(rect.width() - openEdge);
        for (int x = rect.right() + 2; x <= fill.rect.right(); x += 2)
            content.fill({x, rect.top(), 1, rect.height()}, tone);
    }
    const Style roomy = fill.shape == Shape::Hatched   ? Style::Hatch
                        : fill.shape == Shape::Unknown ? Style::Frame
                                                       : Style::Fill;
    if (fill.shape != Shape::Gate && fill.shape != Shape::Comb && fill.shape != Shape::Tiers)
        return content.add(rect, tone, isRoomy ? roomy : Style::Fill);
    for (const QRect &part : partsOf(fill.shape, rect))
        content.fill(part, tone);
}

// The first byte is higher than the teeth, and in another colour.
void drawTick(const AnswerTick &tick, DisplayList &content)
{
    Tone tone = tick.isFirstByte ? Tone(Role::Text) : Tone(record::Phase::Sending);
    content.fill(tick.rect, tick.faded ? tone.faded() : tone);
}

void drawStep(const StepMark &mark, DisplayList &content)
{
    const Tone phase = record::Phase::Upstream;
    const Tone tone = mark.faded ? phase.faded() : phase;
    const QRect whole = lowerTier(mark.rect.adjusted(-1, 0, 1, 0)); // its outline is the bar's
    switch (lookOf(mark.step)) {
    case StepLook::Nothing: return;
    case StepLook::Line: return content.fill(middleLine(whole), tone);
    case StepLook::Hatch: return content.add(whole, tone, Style::Hatch);
    case StepLook::Fill: return content.fill(whole, tone);
    }
}

Tone toneOf(const ErrorMark &mark)
{
    return mark.faded ? Tone(Role::Error).faded() : Role::Error;
}

// A T, which no bar looks like, or a torn edge; of several requests, their share.
void drawErrorMark(const ErrorMark &mark, DisplayList &content)
{
    const QRect &rect = mark.rect;
    const Tone tone = toneOf(mark);
    if (mark.isTear)
        return content.add(rect, tone, Style::Tear);
    content.fill(rect, tone);
    if (!mark.isShare)
        content.fill({rect.left() - 2, rect.top(), rect.width() + 4, rect.height() / 6 + 1}, tone);
}

// In density rows a mark is exact where there are many, and larger, with an edge, where it would be
// overlooked alone.
void drawDots(const std::vector<ErrorMark> &marks, const QRect &area, DisplayList &content)
{
    constexpr int cell = 8; // pixels
    const int columns = area.width() / cell + 1;
    const auto cellOf = [&](const ErrorMark &mark) {
        const QPoint at = mark.rect.topLeft() - area.topLeft();
        return size_t(std::max(0, at.y() / cell * columns + at.x() / cell));
    };
    std::vector<int> perCell(size_t(columns) * size_t(area.height() / cell + 2));
    for (const ErrorMark &mark : marks)
        ++perCell[std::min(cellOf(mark), perCell.size() - 1)];
    for (const ErrorMark &mark : marks) {
        if (mark.faded || perCell[std::min(cellOf(mark), perCell.size() - 1)] > 1) {
            content.fill(mark.rect, toneOf(mark));
            continue;
        }
        const QRect dot = mark.rect.adjusted(-1, -1, 1, 1);
        content.fill(dot.adjusted(-1, -1, 1, 1), Role::Background);
        content.fill(dot, Role::Error);
    }
}

void drawLabel(const Label &label, bool isOverLines, DisplayList &content)
{
    if (isOverLines && label.ink != Ink::OnBar) // so that no line crosses the text
        content.fill(label.rect.adjusted(-2, 2, 2, -2), Role::Background);
    Tone tone = Role::Dim;
    if (label.ink == Ink::Error) {
        tone = Role::Error;
    } else if (label.ink == Ink::OnBar) {
        tone = Tone(label.phase).ink();
    } else if (label.ink == Ink::OnTag) {
        tone = Role::Text;
        content.fill(label.rect.adjusted(-3, 2, 3, -2), Role::Background);
    }
    content.write(label.rect, label.text, tone, Face::Label);
}

void drawLink(const AttemptLink &link, DisplayList &content)
{
    content.fill(link.rect, link.faded ? Tone(Role::Text).faded() : Tone(Role::Text));
}

void drawBars(const Bars &bars, const LaneGrid &grid, DisplayList &content)
{
    content.primitives.reserve(content.primitives.size() + bars.fills.size() +
                               2 * bars.errorMarks.size());
    for (const AttemptLink &each : bars.links)
        drawLink(each, content);
    for (const Fill &each : bars.fills)
        drawFill(each, content);
    for (const AnswerTick &each : bars.ticks)
        drawTick(each, content);
    for (const StepMark &each : bars.steps)
        drawStep(each, content);
    for (const QRect &idle : bars.idle)
        content.fill(idle, Role::Text);
    for (const QRect &unread : bars.unread)
        content.add(unread, Role::Text, Style::Frame);
    if (grid.barHeight <= 4) {
        drawDots(bars.errorMarks, grid.area, content);
    } else {
        for (const ErrorMark &mark : bars.errorMarks)
            drawErrorMark(mark, content);
    }
    if (!bars.selected.isNull())
        content.add(bars.selected.adjusted(-3, -2, 3, 2), Role::Selection, Style::Outline);
    for (const Label &each : bars.labels)
        drawLabel(each, !bars.idle.empty(), content);
}

// Where records are missing, the picture is incomplete and says so: wide stripes over the bars, and
// the number of missing records.
void drawGaps(const Scene &scene, const QRect &area, DisplayList &content)
{
    constexpr int widthLeast = 3;
    constexpr int padding = 4;
    const Scale &scale = scene.scale;
    const QFontMetrics metrics(scene.fonts.text);
    for (const record::Gap &gap : scene.store.gaps()) {
        if (gap.toNs <= scale.fromNs || gap.fromNs >= scale.toNs)
            continue;
        const int from = std::clamp(scale.x(gap.fromNs), scale.left, scale.right() - widthLeast);
        const int to = std::clamp(scale.x(gap.toNs), from + widthLeast, scale.right());
        const QRect rect(from, area.top(), to - from, area.height());
        const QString text = countText(gap.dropped) + u" not recorded"_s;
        content.add(rect, Role::Error, Style::Stripes);
        content.fill({rect.left(), rect.top(), 1, rect.height()}, Role::Error);
        content.fill({rect.right(), rect.top(), 1, rect.height()}, Role::Error);
        const QRect box(rect.left() + 1, rect.top(), metrics.horizontalAdvance(text) + 2 * padding,
                        metrics.height());
        content.fill(box, Role::Background);
        content.write(box, text, Role::Error);
    }
}

class LanesTrack : public Track
{
public:
    Band band(const Scene &) const override { return {0, 0, true}; }
    void draw(const Scene &scene, const QRect &area, DisplayList &content,
              DisplayList &captions) const override;
    quint64 requestAt(const Scene &scene, const QRect &area, QPoint point) const override
    {
        return ui::requestAt(scene.store, scene.lanes, gridOf(scene, area), scene.scale, point,
                             scene.nowNs);
    }
    QString toolTip(const Scene &scene, const QRect &area, QPoint point) const override
    {
        const auto place = locate(scene.store, scene.lanes, requestAt(scene, area, point));
        if (!place)
            return {};
        const QString summary =
            requestSummary(place->record, place->target, scene.nowNs, place->answer);
        const qint64 unreadNs = analysis::unreadAtMostNs(scene.store, place->record);
        const quint64 id = place->record.id;
        QStringList lines{summary, attemptText(analysis::attemptsOf(scene.store, id), id)};
        if (unreadNs > 0)
            lines += analysis::unreadText(unreadNs);
        if (place->upstream)
            lines += upstreamLines(*place->upstream, upstreamUntilNs(place->record, scene.nowNs),
                                   place->record.outcome == record::Outcome::InFlight);
        lines.removeAll(QString());
        return lines.join(u'\n');
    }

    QString meaning(const Scene &scene, const QRect &) const override
    {
        return meaningOf(scene.lanes.isByConnection() ? Term::ConnectionLane : Term::Lane);
    }

    std::vector<quint64> children(const Scene &scene, size_t most) const override;
    QRect childRect(const Scene &scene, const QRect &area, quint64 id) const override
    {
        const auto place = locate(scene.store, scene.lanes, id);
        return place ? barOf(*place, gridOf(scene, area), scene.scale, scene.nowNs) : QRect();
    }

    int contentHeight(const Scene &scene, const QRect &area) const override
    {
        return gridOf(scene, area).contentHeight();
    }
    int rowHeight(const Scene &scene, const QRect &area) const override
    {
        return gridOf(scene, area).pitch;
    }
    int rowTop(const Scene &scene, const QRect &area, quint64 id) const override
    {
        const auto place = locate(scene.store, scene.lanes, id);
        const LaneGrid grid = gridOf(scene, area);
        const int row = place ? grid.rowOf(place->lane) : -1;
        return row < 0 ? -1 : row * grid.pitch;
    }
    quint64 neighbour(const Scene &scene, const QRect &area, int direction) const override;

private:
    static void nameLanes(const Scene &scene, const LaneGrid &grid, DisplayList &captions);
    static QString nameOf(const Scene &scene, const LaneGrid &grid, int row);
};

void LanesTrack::draw(const Scene &scene, const QRect &area, DisplayList &content,
                      DisplayList &captions) const
{
    const LaneGrid grid = gridOf(scene, area);
    nameLanes(scene, grid, captions);
    if (scene.isEmpty())
        return;
    content.clip(area.adjusted(0, -overhang, 0, 0));
    drawBars(Bars::of(scene, grid), grid, content);
    drawGaps(scene, area, content);
    content.unclip();
}

// Names every row where there is room, else every 2nd, 5th, 10th …
void LanesTrack::nameLanes(const Scene &scene, const LaneGrid &grid, DisplayList &captions)
{
    const int line = scene.fonts.line;
    constexpr std::array steps = {1, 2, 5, 10, 20, 50, 100, 1000};
    int every = steps.back();
    for (size_t i = steps.size(); i-- > 0 && steps[i] * grid.pitch >= line + 4;)
        every = steps[i];
    for (int row = grid.firstVisible(); row < grid.endVisible(); ++row) {
        const bool isNamed = row == 0 || ((row + 1) % every == 0 && row * grid.pitch >= line + 4);
        const int middle = grid.rowTop(row) + grid.barHeight / 2;
        const bool fits = middle >= grid.area.top() && middle + line / 2 <= grid.area.bottom() + 1;
        if (isNamed && fits) // below stand the times
            caption(scene, middle - line / 2, nameOf(scene, grid, row), captions);
    }
}

// "lane 3", "conn 8"; "conn 8 …" if others follow in the same lane.
QString LanesTrack::nameOf(const Scene &scene, const LaneGrid &grid, int row)
{
    const auto [first, last] = scene.lanes.connectionsIn(
        grid.lanes[size_t(row)], scene.scale.fromNs, std::min(scene.scale.toNs, scene.nowNs));
    if (first == 0)
        return u"lane "_s + countText(quint64(row) + 1);
    const QString name = u"conn "_s + QString::number(first);
    return first == last ? name : name + u" …"_s;
}

std::vector<quint64> LanesTrack::children(const Scene &scene, size_t most) const
{
    const Scale &scale = scene.scale;
    std::vector<quint64> ids;
    for (const record::Row row : scene.store.overlapping(scale.fromNs, scale.toNs, most))
        ids.push_back(scene.store.record(row).id);
    for (const record::InFlight &flight : scene.store.inFlight()) {
        if (ids.size() < most && flight.record.startNs < scale.toNs)
            ids.push_back(flight.record.id);
    }
    return ids;
}

// In the row next to the selected request's; if none is selected in view, in the first row there.
quint64 LanesTrack::neighbour(const Scene &scene, const QRect &area, int direction) const
{
    const LaneGrid grid = gridOf(scene, area);
    const int row = scene.selected ? grid.rowOf(scene.selected->lane) : -1;
    if (row >= 0)
        return rowNeighbour(scene.store, scene.lanes, grid, row, direction,
                            scene.selected->record.startNs);
    const qint64 fromNs = std::max(scene.scale.fromNs, scene.store.concurrency().firstNs());
    const qint64 middle = (fromNs + std::min(scene.scale.toNs, scene.nowNs)) / 2;
    return rowNeighbour(scene.store, scene.lanes, grid, grid.firstVisible() - 1, 1, middle);
}

} // namespace

const Track &lanesTrack()
{
    static const LanesTrack track;
    return track;
}

} // namespace overlap::ui
