#pragma once

#include "timeline/bars.h"
#include "widgets/shapes.h"

#include <optional>

namespace overlap::ui {

// Pure. A request whose bar is merged with no other.
struct Whole
{
    quint64 id;
    int row;
    int from;
    int to;
    bool faded;
};

// Pure. Makes the bars of one lane, and their labels. A bar that is long enough shows its phases;
// bars that end in the same few pixels are merged.
class LaneBuilder
{
public:
    // `wholes`: where to note the bars that are merged with no other; null: nowhere.
    LaneBuilder(const Scene &scene, const LaneGrid &grid, const Pixels &pixels, int row,
                qsizetype share, Bars &bars, Labels &labels, std::vector<Whole> *wholes)
        : m_scene(scene)
        , m_scale(scene.scale)
        , m_pixels(pixels)
        , m_grid(grid)
        , m_row(row)
        , m_lane(grid.lanes[size_t(row)])
        , m_fillsMost(share)
        , m_firstFill(bars.fills.size())
        , m_paintedTo(scene.scale.left)
        , m_bars(bars)
        , m_labels(labels)
        , m_wholes(wholes)
    {
    }

    // `flight`: the request in flight in this lane; null: there is none.
    void build(const record::InFlight *flight);

    // A lane keeps so many fills in reserve for a request in flight.
    static constexpr qsizetype fillsPerRequest = record::phaseCount + 1;

private:
    // A piece of a request's time, in pixels. `to` is exclusive.
    struct Strip
    {
        analysis::Piece piece;
        int from;
        int to;
    };
    using Strips = QVarLengthArray<Strip, 12>;

    static void widenEnds(Strips &strips, int from, int to);
    static Strips stripsOf(const analysis::Pieces &pieces, const Scale &scale, int from, int to);
    void finished(const record::LaneBars &bars);
    int mergeWidthAt(int x) const;
    qsizetype group(const record::LaneBars &bars, qsizetype index, int x, int mergeWidth);
    void idle(const record::Record &next, int to);
    void idleNow();
    void line(int from, int to);
    void strips(const record::Record &record, QByteArrayView target, qint64 toNs, int roomTo,
                const record::AnswerPieces &answer,
                const std::optional<record::UpstreamTimes> &upstream);
    void ticks(const record::Record &record, const record::AnswerPieces &answer,
               const Strips &strips);
    void steps(const record::UpstreamTimes &times, bool isInFlight, const Strips &strips);
    void fill(const analysis::Piece &piece, int from, int to, bool open);
    bool fades(const record::LaneBars &bars, qsizetype first, qsizetype end) const;
    // How many failed, of how many.
    struct Share
    {
        qsizetype errors, count;
    };
    Share matching(const record::LaneBars &bars, qsizetype first,
                   const record::LaneBars::Run &run) const;
    void markError(int x)
    {
        m_bars.errorMarks.push_back({m_grid.bar(m_row, x, x + 2, false), false, false, m_faded});
    }
    void markTear(int to)
    {
        m_bars.errorMarks.push_back(
            {m_grid.bar(m_row, to - tearWidth, to, false), false, true, m_faded});
    }
    void markErrors(int from, int to, Share matches);
    int roomAfter(const record::LaneBars &bars, qsizetype index) const
    {
        return index + 1 < bars.size() ? std::min(m_roomEnd, m_scale.x(bars.fromNs(index + 1)))
                                       : m_roomEnd;
    }

    const Scene &m_scene;
    const Scale &m_scale;
    const Pixels &m_pixels;
    const LaneGrid &m_grid;
    const int m_row;
    const record::Lanes::Lane m_lane;
    const qsizetype m_fillsMost; // in this lane
    const size_t m_firstFill;
    int m_paintedTo;
    int m_roomEnd = m_scale.right(); // for labels
    bool m_faded = false;            // of the current bar
    Bars &m_bars;
    Labels &m_labels;
    std::vector<Whole> *m_wholes;
};

} // namespace overlap::ui
