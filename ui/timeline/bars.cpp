#include "timeline/bars.h"

#include "record/names.h"

#include <algorithm>

namespace overlap::ui {

using record::InFlight;
using record::Lanes;
using record::Phase;
using record::Record;

namespace {

constexpr int grainLeast = 2; // pixels that every bar gets
constexpr int cap = 3;        // pixels that reading and writing get at the ends of a long bar
constexpr int cappedFrom = 12;
constexpr qsizetype flightShare = record::phaseCount + 1; // fills kept for one in flight

// One piece of a bar in pixels, end exclusive.
struct Strip
{
    Piece piece;
    int from;
    int to;
};
using Strips = QVarLengthArray<Strip, 10>;

bool isReading(Phase phase)
{
    return phase == Phase::ReadingHead || phase == Phase::ReadingBody;
}

// Too short to be seen beside seconds of sleep, reading and writing mark where a bar begins and
// ends; what they take, their neighbour gives.
void widenEnds(Strips &strips, int from, int to)
{
    if (to - from < cappedFrom)
        return;
    const auto reading =
        std::ranges::find_if(strips, [](const Strip &s) { return isReading(s.piece.phase); });
    if (reading != strips.end() && reading->piece.shape == Shape::Full)
        reading->to = std::max(reading->to, reading->from + cap);
    for (qsizetype i = 1; i < strips.size(); ++i) {
        strips[i].from = std::max(strips[i].from, strips[i - 1].to);
        strips[i].to = std::max(strips[i].to, strips[i].from);
    }
    if (strips.back().piece.phase != Phase::Writing)
        return;
    strips.back().from = std::min(strips.back().from, to - cap);
    for (qsizetype i = strips.size() - 1; i-- > 0;)
        strips[i].to = std::min(strips[i].to, strips[i + 1].from);
}

Strips stripsOf(const Pieces &pieces, const Scale &scale, int from, int to)
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

const Piece &longest(const Pieces &pieces)
{
    return *std::ranges::max_element(pieces, {}, [](const Piece &p) { return p.toNs - p.fromNs; });
}

// The first bar from `index` on that ends after atNs. It is mostly near: looking further and
// further ahead touches less memory than halving the whole lane.
qsizetype leap(const Lanes &lanes, Lanes::Lane lane, qsizetype index, qint64 atNs)
{
    const auto &bars = lanes.lane(lane);
    const auto size = qsizetype(bars.size());
    const auto isOver = [&](qsizetype i) { return bars[i].toNs <= atNs; };
    qsizetype low = index; // all before it are over
    qsizetype ahead = 1;
    while (low + ahead < size && isOver(low + ahead)) {
        low += ahead;
        ahead *= 2;
    }
    qsizetype high = std::min(size, low + ahead);
    while (low < high) {
        const qsizetype middle = low + (high - low) / 2;
        if (isOver(middle))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

class LaneBuilder
{
public:
    LaneBuilder(const Scene &scene, Lanes::Lane lane, qsizetype share, Bars &bars, Labels &labels)
        : m_scene(scene)
        , m_scale(scene.scale)
        , m_frame(scene.frame)
        , m_lane(lane)
        , m_share(share)
        , m_firstFill(bars.fills.size())
        , m_paintedTo(scene.scale.left)
        , m_bars(bars)
        , m_labels(labels)
    {
    }

    void build(const InFlight *flight)
    {
        if (flight && flight->record.startNs < m_scale.toNs)
            m_roomEnd = std::min(m_roomEnd, m_scale.x(flight->record.startNs));
        if (m_lane < m_scene.store.lanes().count())
            finished();
        if (flight && flight->record.startNs < m_scale.toNs)
            strips(flight->record, flight->target, endNs(flight->record, m_scene.nowNs), 0);
    }

private:
    void finished();
    qsizetype grainAt(int x) const;
    qsizetype group(qsizetype index, int x, int grain);
    void strips(const Record &record, QByteArrayView target, qint64 toNs, int roomTo);
    void fill(const Piece &piece, int from, int to, bool open);
    bool fades(const Record &record, QByteArrayView target) const
    {
        return m_scene.filter && !m_scene.filter->matches(record, target, m_scene.nowNs);
    }
    bool allFade(qsizetype first, qsizetype end) const;
    void flag(int x) { m_bars.flags.push_back(m_frame.bar(int(m_lane), x, x + 2, false)); }
    int roomAfter(qsizetype index) const
    {
        const auto &bars = m_scene.store.lanes().lane(m_lane);
        return index + 1 < qsizetype(bars.size())
                   ? std::min(m_roomEnd, m_scale.x(bars[index + 1].fromNs))
                   : m_roomEnd;
    }

    const Scene &m_scene;
    const Scale &m_scale;
    const Frame &m_frame;
    const Lanes::Lane m_lane;
    const qsizetype m_share; // of the fills, for this lane
    const size_t m_firstFill;
    int m_paintedTo;
    int m_roomEnd = m_scale.right(); // for labels
    bool m_faded = false;            // what is filled now
    Bars &m_bars;
    Labels &m_labels;
};

void LaneBuilder::finished()
{
    const Lanes &lanes = m_scene.store.lanes();
    const auto &bars = lanes.lane(m_lane);
    qsizetype i = lanes.firstEndingAfter(m_lane, m_scale.ns(m_scale.left) - 1);
    while (i < qsizetype(bars.size()) && bars[i].fromNs < m_scale.toNs) {
        const Lanes::Bar bar = bars[i];
        const int from = m_scale.x(bar.fromNs);
        const int to = m_scale.x(bar.toNs);
        const int x = std::max(from, m_paintedTo);
        if (x >= m_scale.right())
            break;
        const auto grain = int(grainAt(x));
        if (to - from <= grain || to - x <= 1) {
            i = group(i, x, grain);
            continue;
        }
        const Record record = m_scene.store.record(bar.row);
        strips(record, m_scene.store.target(bar.row), bar.toNs, roomAfter(i));
        ++i;
    }
}

// Fine, until half of the share is used; then coarse enough for the rest.
qsizetype LaneBuilder::grainAt(int x) const
{
    const auto used = qsizetype(m_bars.fills.size() - m_firstFill);
    if (2 * used < m_share)
        return grainLeast;
    const qsizetype left = std::max<qsizetype>(1, (m_share - used) / flightShare);
    return std::max<qsizetype>(grainLeast, (m_scale.right() - x + left - 1) / left);
}

// Paints one bar, and with it all that end in the same few pixels. Returns the first that doesn't.
qsizetype LaneBuilder::group(qsizetype index, int x, int grain)
{
    const Lanes &lanes = m_scene.store.lanes();
    const auto &bars = lanes.lane(m_lane);
    const int to = std::min(x + grain, m_scale.right());
    const qsizetype next = std::max(index + 1, leap(lanes, m_lane, index, m_scale.ns(to) - 1));
    const Record record = m_scene.store.record(bars[index].row);
    const bool single = next == index + 1;
    m_faded = allFade(index, next);
    fill(longest(piecesOf(record, m_scene.nowNs)), x, single ? std::min(to, x + grainLeast) : to,
         false);
    m_paintedTo = std::max(m_paintedTo, single ? std::min(to, x + grainLeast) : to);
    if (m_scene.errors.any(m_lane, bars[index].fromNs, bars[next - 1].fromNs + 1))
        flag(x);
    if (single && m_frame.hasLabels && !m_faded)
        m_labels.add(record, m_scene.store.target(bars[index].row),
                     {int(m_lane), m_paintedTo, x, m_paintedTo, Shape::Full, record.phase,
                      roomAfter(index)});
    return next;
}

// Of thousands in one pixel, those looked at stand for all.
bool LaneBuilder::allFade(qsizetype first, qsizetype end) const
{
    constexpr qsizetype looks = 16;
    if (!m_scene.filter)
        return false;
    const auto &bars = m_scene.store.lanes().lane(m_lane);
    const qsizetype step = std::max<qsizetype>(1, (end - first) / looks);
    for (qsizetype i = first; i < end; i += step) {
        const record::Row row = bars[i].row;
        if (!fades(m_scene.store.record(row), m_scene.store.target(row)))
            return false;
    }
    return true;
}

// A bar that is long enough to show its phases.
void LaneBuilder::strips(const Record &record, QByteArrayView target, qint64 toNs, int roomTo)
{
    m_faded = fades(record, target);
    const int end = std::max(m_scale.x(toNs), m_scale.x(record.startNs) + grainLeast);
    const int begin = std::max(m_scale.x(record.startNs), std::min(m_paintedTo, end - grainLeast));
    const auto visible = [&](int x) { return std::clamp(x, m_scale.left, m_scale.right()); };
    LabelPlace place{int(m_lane), visible(end), 0, 0, Shape::Full, record.phase, roomTo};
    for (const Strip &strip : stripsOf(
             piecesOf(record, m_scene.nowNs), m_scale,
             m_scale.x(record.startNs) < m_scale.left ? m_scale.x(record.startNs) : begin, end)) {
        const int from = visible(strip.from);
        const int to = visible(strip.to);
        if (from >= to)
            continue;
        fill(strip.piece, from, to, strip.piece.open && strip.to <= m_scale.right());
        if (to - from > place.homeTo - place.homeFrom) {
            place.homeFrom = from;
            place.homeTo = to;
            place.homeShape = strip.piece.shape;
            place.homePhase = strip.piece.phase;
        }
    }
    m_paintedTo = std::max(m_paintedTo, visible(end));
    if (record::isError(record) && end > m_scale.left && end <= m_scale.right())
        flag(end - 2);
    if (m_frame.hasLabels && !m_faded)
        m_labels.add(record, target, place);
}

// Neighbours that look the same become one rectangle.
void LaneBuilder::fill(const Piece &piece, int from, int to, bool open)
{
    const QRect rect = m_frame.bar(int(m_lane), from, to, piece.shape == Shape::Half);
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

QRect outline(const Scene &scene)
{
    const auto lane = int(scene.selected->lane);
    if (lane < scene.frame.firstVisible() || lane >= scene.frame.endVisible())
        return {};
    const Record &record = scene.selected->record;
    const int from = scene.scale.x(record.startNs);
    const int to = std::max(scene.scale.x(endNs(record, scene.nowNs)), from + grainLeast);
    if (to <= scene.scale.left || from >= scene.scale.right())
        return {};
    return scene.frame.bar(lane, from, to, false).adjusted(-3, -2, 3, 2);
}

} // namespace

Bars Bars::of(const Scene &scene, qsizetype most)
{
    Bars bars;
    Labels labels(scene.frame, scene.fonts.label, scene.scale.x(scene.nowNs));
    const int first = scene.frame.firstVisible();
    const int end = std::max(first, scene.frame.endVisible());
    std::vector<const InFlight *> flights(size_t(end - first), nullptr);
    for (const InFlight &flight : scene.store.inFlight()) {
        if (qint64(flight.lane) >= first && qint64(flight.lane) < end)
            flights[flight.lane - size_t(first)] = &flight;
    }
    for (int lane = first; lane < end; ++lane) {
        const qsizetype left = (most - qsizetype(bars.fills.size())) / (end - lane);
        LaneBuilder builder(scene, Lanes::Lane(lane), left - flightShare, bars, labels);
        builder.build(flights[size_t(lane - first)]);
    }
    if (scene.selected)
        bars.selected = outline(scene);
    bars.labels = labels.take();
    return bars;
}

} // namespace overlap::ui
