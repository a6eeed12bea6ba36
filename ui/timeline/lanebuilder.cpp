#include "timeline/lanebuilder.h"

#include "overlap/analysis/unread.h"
#include "overlap/record/names.h"

#include <algorithm>
#include <cmath>

namespace overlap::ui {

using analysis::endNs;
using analysis::Piece;
using analysis::Pieces;
using analysis::piecesOf;
using analysis::Shape;
using analysis::shapeOf;
using analysis::UpstreamStep;
using record::DominantPhase;
using record::InFlight;
using record::LaneBars;
using record::Phase;
using record::Record;

namespace {

// Lengths in pixels.
constexpr int widthLeast = 2; // of every bar
constexpr int phasesFrom = 6; // shorter bars do not show their phases
constexpr int longFrom = 12;
constexpr int endWidth = 3;     // of reading and writing, at the ends of a long bar
constexpr int ticksFrom = 60;   // shorter answers do not show their pieces
constexpr int tickDistance = 4; // from one to the next, at least

bool isReading(Phase phase)
{
    return phase == Phase::ReadingHead || phase == Phase::ReadingBody;
}

Piece pieceOf(const DominantPhase &dominant)
{
    Piece piece;
    if (dominant.longest == DominantPhase::unknown) {
        piece.shape = Shape::Unknown;
    } else {
        piece.phase = Phase(dominant.longest);
        piece.shape = shapeOf(piece.phase);
    }
    return piece;
}

} // namespace

// Reading and writing are too short to be seen beside seconds of sleep. They are widened, at the
// expense of their neighbours.
void LaneBuilder::widenEnds(Strips &strips, int from, int to)
{
    if (to - from < longFrom)
        return;
    const auto reading =
        std::ranges::find_if(strips, [](const Strip &s) { return isReading(s.piece.phase); });
    if (reading != strips.end() && reading->piece.shape == Shape::Full)
        reading->to = std::max(reading->to, reading->from + endWidth);
    for (qsizetype i = 1; i < strips.size(); ++i) {
        strips[i].from = std::max(strips[i].from, strips[i - 1].to);
        strips[i].to = std::max(strips[i].to, strips[i].from);
    }
    if (strips.back().piece.phase != Phase::Writing)
        return;
    strips.back().from = std::min(strips.back().from, to - endWidth);
    for (qsizetype i = strips.size() - 1; i-- > 0;)
        strips[i].to = std::min(strips[i].to, strips[i + 1].from);
}

LaneBuilder::Strips LaneBuilder::stripsOf(const Pieces &pieces, const Scale &scale, int from,
                                          int to)
{
    Strips strips;
    for (const Piece &piece : pieces)
        strips.append({piece, std::clamp(scale.x(piece.fromNs), from, to),
                       std::clamp(scale.x(piece.toNs), from, to)});
    strips.front().from = from;
    strips.back().to = to;
    widenEnds(strips, from, to);
    return strips;
}

void LaneBuilder::build(const InFlight *flight)
{
    const bool isInView = flight && flight->record.startNs < m_scale.toNs;
    if (isInView)
        m_roomEnd = std::min(m_roomEnd, m_scale.x(flight->record.startNs));
    if (m_lane < m_scene.lanes.count())
        finished(m_scene.lanes.lane(m_lane));
    if (!isInView)
        return idleNow();
    idle(flight->record, m_scale.x(flight->record.startNs));
    m_faded = m_scene.search &&
              !m_scene.search->filter().matches(flight->record, flight->target, m_scene.nowNs);
    strips(flight->record, flight->target, endNs(flight->record, m_scene.nowNs), 0,
           record::unpackPieces(flight->pieces), m_scene.store.upstreamInFlight(flight->record.id));
}

void LaneBuilder::finished(const LaneBars &bars)
{
    qsizetype i = bars.firstEndingAfter(m_pixels.ns(m_scale.left) - 1);
    while (i < bars.size()) {
        const qint64 fromNs = bars.fromNs(i);
        if (fromNs >= m_scale.toNs)
            break;
        const int from = m_pixels.x(fromNs);
        const int x = std::max(from, m_paintedTo);
        if (x >= m_scale.right())
            break;
        if (m_scene.lanes.isByConnection() && from > m_paintedTo + 1)
            idle(m_scene.store.record(bars.rowAt(i)), from);
        const int mergeWidth = mergeWidthAt(x);
        const bool isFine = x == from || mergeWidth < phasesFrom;
        if (isFine &&
            bars.surelyEndsBy(i, m_pixels.ns(std::min(x + mergeWidth, m_scale.right())))) {
            i = group(bars, i, x, mergeWidth);
            continue;
        }
        const int to = m_pixels.x(bars.toNs(i));
        if (to - from <= mergeWidth || to - x < phasesFrom) {
            i = group(bars, i, x, std::max(mergeWidth, to - x));
            continue;
        }
        const record::Row row = bars.rowAt(i);
        const Record record = m_scene.store.record(row);
        const bool isSent = record.phases[size_t(Phase::Sending)] > 0;
        m_faded = fades(bars, i, i + 1);
        strips(record, m_scene.store.target(row), bars.toNs(i), roomAfter(bars, i),
               isSent ? m_scene.store.pieces(row) : record::AnswerPieces(),
               m_scene.store.upstream(row));
        ++i;
    }
}

// The connection was open and idle, or the next request waited unread.
void LaneBuilder::idle(const Record &next, int to)
{
    const qint64 idleNs = record::phaseNs(next, Phase::KeepAliveIdle);
    if (!m_scene.lanes.isByConnection() || idleNs == 0)
        return;
    const qint64 openNs = next.startNs - idleNs; // nothing is drawn before
    const qint64 unreadNs = analysis::unreadAtMostNs(m_scene.store, next, openNs);
    const int unread = unreadNs > 0 && m_grid.hasLabels ? m_scale.x(next.startNs - unreadNs) : to;
    line(m_scale.x(openNs), unread);
    const int begin = std::max(unread, m_paintedTo);
    const int end = std::min(to, m_scale.right());
    if (begin < end)
        m_bars.unread.push_back(m_grid.bar(m_row, begin, end, true));
}

void LaneBuilder::idleNow()
{
    if (!m_scene.lanes.isIdling(m_lane) || m_scene.lanes.lane(m_lane).empty())
        return;
    const LaneBars &bars = m_scene.lanes.lane(m_lane);
    line(m_scale.x(bars.toNs(bars.size() - 1)), m_scale.x(m_scene.nowNs));
}

void LaneBuilder::line(int from, int to)
{
    const int begin = std::max(from, m_paintedTo);
    const int end = std::min(to, m_scale.right());
    const QRect bar = m_grid.bar(m_row, begin, end, false);
    if (begin < end)
        m_bars.idle.emplace_back(begin, bar.center().y(), end - begin, 1);
}

// As fine as m_fillsMost allows if each merged bar is one fill. Coarser once phases have used more
// than half of it.
int LaneBuilder::mergeWidthAt(int x) const
{
    const auto used = qsizetype(m_bars.fills.size() - m_firstFill);
    const qsizetype left =
        2 * used < m_fillsMost ? m_fillsMost : (m_fillsMost - used) / fillsPerRequest;
    const int width = 2 * used < m_fillsMost ? m_scale.width : m_scale.right() - x;
    return std::max(widthLeast, int((width + left - 1) / std::max<qsizetype>(1, left)));
}

// Paints one bar, merged with all that end in the same few pixels. Returns the next index.
qsizetype LaneBuilder::group(const LaneBars &bars, qsizetype index, int x, int mergeWidth)
{
    const int most = std::min(x + mergeWidth, m_scale.right());
    const LaneBars::Run run = bars.run(index, m_pixels.ns(most) - 1, qint64(m_scale.nsPerPixel()));
    const bool single = run.end == index + 1;
    const int to =
        single ? std::clamp(m_pixels.x(bars.toNs(index)), std::min(most, x + widthLeast), most)
               : most;
    m_faded = fades(bars, index, run.end);
    fill(pieceOf(run.dominant), x, to, false);
    m_paintedTo = std::max(m_paintedTo, to);
    if (single && m_wholes)
        m_wholes->push_back({m_scene.store.idOf(bars.rowAt(index)), m_row, x, to, m_faded});
    if (single && run.errors > 0)
        markError(x);
    else if (run.errors > 0)
        markErrors(x, to, matching(bars, index, run));
    if (single && m_grid.hasLabels && !m_faded) {
        const record::Row row = bars.rowAt(index);
        const Record record = m_scene.store.record(row);
        m_labels.add(record, m_scene.store.target(row),
                     {m_row, m_paintedTo, x, m_paintedTo, Shape::Full, record.phase,
                      roomAfter(bars, index)});
    }
    return run.end;
}

// Of those that match the search, if some do. Of many bars, it looks at some.
LaneBuilder::Share LaneBuilder::matching(const LaneBars &bars, qsizetype first,
                                         const LaneBars::Run &run) const
{
    constexpr qsizetype most = 64;
    const qsizetype count = run.end - first;
    if (!m_scene.search || m_faded)
        return {run.errors, count};
    const qsizetype step = (count + most - 1) / most;
    Share share{0, 0};
    for (qsizetype i = first; i < run.end; i += step) {
        const LaneBars::Bar bar = bars[i];
        if (!m_scene.search->mayMatch(bar.row))
            continue;
        ++share.count;
        share.errors += bar.dominant.isError;
    }
    if (step > 1 && run.errors > 0) // one that was not looked at may match: it must be seen
        share = {std::max<qsizetype>(share.errors, 1), std::max<qsizetype>(share.count, 1)};
    return share;
}

// At least one pixel, if there are any.
void LaneBuilder::markErrors(int from, int to, Share matches)
{
    if (matches.errors == 0)
        return;
    QRect rect = m_grid.bar(m_row, from, to, false);
    const double share = double(matches.errors) / double(matches.count);
    const double area = share * rect.width() * rect.height();
    rect.setHeight(std::clamp(int(std::ceil(share * rect.height())), 1, rect.height()));
    rect.setWidth(std::clamp(int(std::round(area / rect.height())), 1, rect.width()));
    m_bars.errorMarks.push_back({rect, true, false, m_faded});
}

bool LaneBuilder::fades(const LaneBars &bars, qsizetype first, qsizetype end) const
{
    const Search *search = m_scene.search;
    if (!search)
        return false;
    if (!search->mayMatchAny(bars.rowAt(first), bars.rowAt(end - 1) + 1))
        return true; // nothing matches in this range of rows
    while (first < end && !search->mayMatch(bars.rowAt(first)))
        ++first;
    return first == end;
}

// Paints a bar that is long enough to show its phases.
void LaneBuilder::strips(const Record &record, QByteArrayView target, qint64 toNs, int roomTo,
                         const record::AnswerPieces &answer,
                         const std::optional<record::UpstreamTimes> &upstream)
{
    const int end = std::max(m_scale.x(toNs), m_scale.x(record.startNs) + widthLeast);
    const int begin = std::max(m_scale.x(record.startNs), std::min(m_paintedTo, end - widthLeast));
    const auto visible = [&](int x) { return std::clamp(x, m_scale.left, m_scale.right()); };
    LabelPlace place{m_row, visible(end), 0, 0, Shape::Full, record.phase, roomTo};
    const Strips strips =
        stripsOf(piecesOf(record, m_scene.nowNs, answer), m_scale,
                 m_scale.x(record.startNs) < m_scale.left ? m_scale.x(record.startNs) : begin, end);
    for (const Strip &strip : strips) {
        const int from = visible(strip.from);
        const int to = visible(strip.to);
        if (from >= to)
            continue;
        fill(strip.piece, from, to, strip.piece.open && strip.to <= m_scale.right());
        if (to - from > place.widestTo - place.widestFrom) {
            place.widestFrom = from;
            place.widestTo = to;
            place.widestShape = strip.piece.shape;
            place.widestPhase = strip.piece.phase;
        }
    }
    if (m_grid.barHeight > 4)
        ticks(record, answer, strips);
    if (m_grid.barHeight > 4 && upstream)
        steps(*upstream, record.outcome == record::Outcome::InFlight, strips);
    m_paintedTo = std::max(m_paintedTo, visible(end));
    if (m_wholes)
        m_wholes->push_back({record.id, m_row, visible(begin), visible(end), m_faded});
    if (record::isError(record) && end > m_scale.left && end <= m_scale.right()) {
        if (analysis::isTorn(record) && end - begin >= longFrom && m_grid.barHeight > 4)
            markTear(end);
        else
            markError(end - 2);
    }
    if (m_grid.hasLabels && !m_faded)
        m_labels.add(record, target, place);
}

// Of an answer in flight, not all pieces are known yet. Which ones are left out depends on the
// scale alone: so they stay as the picture moves.
void LaneBuilder::ticks(const Record &record, const record::AnswerPieces &answer,
                        const Strips &strips)
{
    const bool isSending =
        record.outcome == record::Outcome::InFlight && record.phase == Phase::Sending;
    const auto beganNs = isSending || record.phases[size_t(Phase::Sending)] > 0
                             ? analysis::answerBeganNs(record, answer)
                             : std::nullopt;
    if (!beganNs)
        return;
    const qint64 fromNs = record.startNs + *beganNs;
    const auto at = std::ranges::find_if(
        strips, [fromNs](const Strip &strip) { return strip.piece.toNs > fromNs; });
    const int first = std::max(m_scale.x(fromNs), at == strips.end() ? 0 : at->from);
    const Strip &last = strips.back();
    const int end = last.piece.phase == Phase::Writing ? last.from : last.to;
    if (end - first < ticksFrom)
        return;
    const auto add = [&](int x, int tickWidth, bool isFirstByte) {
        const int from = std::max({x, first, m_scale.left});
        const int to = std::min({x + tickWidth, end, m_scale.right()});
        if (from < to)
            m_bars.ticks.push_back({m_grid.bar(m_row, from, to, false), isFirstByte, m_faded});
    };
    add(first, 2, true);
    int before = first;
    for (const record::Ticks ticks : answer.at) {
        const int x = m_scale.x(fromNs + qint64(ticks) * record::nsPerTick);
        if (x - before < tickDistance)
            continue;
        add(x, 1, false);
        before = x;
    }
}

// Only until the answer begins: then its own pieces are shown.
void LaneBuilder::steps(const record::UpstreamTimes &times, bool isInFlight, const Strips &strips)
{
    const auto at = std::ranges::find_if(
        strips, [](const Strip &strip) { return strip.piece.phase == Phase::Upstream; });
    if (at == strips.end())
        return;
    const int first = std::max(at->from + 1, m_scale.left);
    const int end = std::min(at->to - 1, m_scale.right());
    for (const auto &[fromNs, toNs, step, open] :
         analysis::upstreamPieces(times, at->piece.toNs, isInFlight)) {
        const int from = std::max(m_scale.x(fromNs), first);
        const int to = std::min(m_scale.x(toNs), end);
        if (from < to && lookOf(step) != StepLook::Nothing && step != UpstreamStep::Receiving)
            m_bars.steps.push_back({m_grid.bar(m_row, from, to, false), step, m_faded});
    }
}

// Merges it with the previous fill if both touch and look the same.
void LaneBuilder::fill(const Piece &piece, int from, int to, bool open)
{
    const QRect rect = m_grid.bar(m_row, from, to, piece.shape == Shape::Half);
    if (m_bars.fills.size() > m_firstFill) {
        Fill &last = m_bars.fills.back();
        if (!open && !last.open && last.phase == piece.phase && last.shape == piece.shape &&
            last.faded == m_faded && last.rect.x() + last.rect.width() >= from) {
            last.rect.setRight(std::max(last.rect.right(), rect.right()));
            return;
        }
    }
    m_bars.fills.push_back({rect, piece.phase, piece.shape, open, m_faded});
}

} // namespace overlap::ui
