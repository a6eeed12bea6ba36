#include "timeline/bars.h"

#include "timeline/lanebuilder.h"

#include <algorithm>

namespace overlap::ui {

using record::InFlight;

namespace {

constexpr int arrowFrom = 6; // pixels; shorter links have no head

// Along the lower edge of the lanes, where neither labels nor lines of idle connections are.
class Linker
{
public:
    Linker(const Scale &scale, const LaneGrid &grid, std::vector<Whole> wholes, Bars &bars)
        : m_scale(scale)
        , m_grid(grid)
        , m_wholes(std::move(wholes))
        , m_bars(bars)
    {
        std::ranges::sort(m_wholes, {}, &Whole::id);
    }

    // Where one end is out of view, as far as the edge.
    void link(const analysis::Retry &retry)
    {
        const Whole *before = find(retry.before);
        const Whole *after = find(retry.after);
        if (before && after)
            link(*before, *after);
        else if (before && retry.toNs >= m_scale.toNs)
            line(before->to, m_scale.right(), before->row, before->faded);
        else if (after && retry.fromNs < m_scale.fromNs)
            arrow(m_scale.left, *after, after->faded);
    }

private:
    const Whole *find(quint64 id) const
    {
        const auto at = std::ranges::lower_bound(m_wholes, id, {}, &Whole::id);
        return at != m_wholes.end() && at->id == id ? &*at : nullptr;
    }
    int bottom(int row) const { return m_grid.rowTop(row) + m_grid.barHeight - 1; }
    void add(const QRect &rect, bool faded) { m_bars.links.push_back({rect, faded}); }
    void line(int from, int to, int row, bool faded)
    {
        if (from < to)
            add({from, bottom(row), to - from, 1}, faded);
    }
    void arrow(int from, const Whole &after, bool faded)
    {
        line(from, after.from, after.row, faded);
        for (int i = 1; i <= 2 && after.from - from >= arrowFrom; ++i)
            add({after.from - 1 - i, bottom(after.row) - i, 1, 2 * i + 1}, faded);
    }
    void link(const Whole &before, const Whole &after)
    {
        const bool faded = before.faded || after.faded;
        if (before.row == after.row)
            return arrow(before.to, after, faded);
        const int turn = std::max(before.to, after.from - arrowFrom);
        const int top = std::min(bottom(before.row), bottom(after.row));
        line(before.to, turn, before.row, faded);
        add({turn, top, 1, std::abs(bottom(before.row) - bottom(after.row)) + 1}, faded);
        arrow(turn, after, faded);
    }

    const Scale &m_scale;
    const LaneGrid &m_grid;
    std::vector<Whole> m_wholes;
    Bars &m_bars;
};

} // namespace

Bars Bars::of(const Scene &scene, const LaneGrid &grid, qsizetype most)
{
    Bars bars;
    Labels labels(grid, scene.fonts, scene.scale.x(scene.nowNs));
    const int first = grid.firstVisible();
    const int end = std::max(first, grid.endVisible());
    std::vector<const InFlight *> inFlightRequests(size_t(end - first), nullptr);
    for (const InFlight &flight : scene.store.inFlight()) {
        const int row = grid.rowOf(scene.lanes.laneOf(flight));
        if (row >= first && row < end)
            inFlightRequests[size_t(row - first)] = &flight;
    }
    const Pixels pixels(scene.scale);
    const bool hasLinks = !scene.retries.empty() && grid.barHeight > 4;
    std::vector<Whole> wholes;
    for (int row = first; row < end; ++row) {
        const qsizetype left = (most - qsizetype(bars.fills.size())) / (end - row);
        LaneBuilder builder(scene, grid, pixels, row, left - LaneBuilder::fillsPerRequest, bars,
                            labels, hasLinks ? &wholes : nullptr);
        builder.build(inFlightRequests[size_t(row - first)]);
    }
    Linker linker(scene.scale, grid, std::move(wholes), bars);
    for (const analysis::Retry &retry : scene.retries)
        linker.link(retry);
    if (scene.selected)
        bars.selected = barOf(*scene.selected, grid, scene.scale, scene.nowNs);
    bars.labels = labels.take();
    return bars;
}

} // namespace overlap::ui
