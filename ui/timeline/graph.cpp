#include "timeline/graph.h"

#include <algorithm>

namespace overlap::ui {

using record::ConcurrencyCurve;

namespace {

// For few steps, one pass over them is cheaper than a query for each pixel.
class Sweep
{
public:
    explicit Sweep(const std::vector<ConcurrencyCurve::Step> &steps) : m_steps(steps) {}

    Graph::Column column(qint64 fromNs, qint64 toNs)
    {
        while (isNextBefore(fromNs + 1))
            ++m_at;
        const ConcurrencyCurve::Count first = m_steps[m_at].count;
        Graph::Column column{first.inFlight, first.inFlight, first.handled(), first.handled()};
        while (isNextBefore(toNs)) {
            ++m_at;
            const bool lasts = !isNextBefore(m_steps[m_at].atNs + 1);
            if (!lasts)
                continue;
            const ConcurrencyCurve::Count count = m_steps[m_at].count;
            column.low = std::min(column.low, count.inFlight);
            column.high = std::max(column.high, count.inFlight);
            column.lowHandled = std::min(column.lowHandled, count.handled());
            column.highHandled = std::max(column.highHandled, count.handled());
        }
        return column;
    }

private:
    bool isNextBefore(qint64 ns) const
    {
        return m_at + 1 < m_steps.size() && m_steps[m_at + 1].atNs < ns;
    }

    const std::vector<ConcurrencyCurve::Step> &m_steps;
    size_t m_at = 0;
};

// The peak may last less than a pixel. So the label goes where the count is near the peak for
// longest.
void findPeak(Graph &graph)
{
    for (const Graph::Column &column : graph.columns)
        graph.peak = std::max(graph.peak, column.high);
    const auto isNear = [&](int at) {
        return qint64(5) * graph.columns[size_t(at)].high >= qint64(4) * graph.peak;
    };
    const int size = int(graph.columns.size());
    for (int from = 0; from < size;) {
        int to = from;
        while (to < size && isNear(to))
            ++to;
        if (to - from > graph.peakTo - graph.peakFrom) {
            graph.peakFrom = from;
            graph.peakTo = to;
        }
        from = to + 1;
    }
}

} // namespace

Graph Graph::of(const ConcurrencyCurve &curve, const Scale &scale, qint64 nowNs)
{
    Graph graph;
    const int count = std::clamp(scale.x(nowNs) - scale.left, 0, scale.width);
    if (count == 0)
        return graph;
    const qint64 fromNs = scale.ns(scale.left);
    const auto exact = curve.stepsIn(fromNs, scale.ns(scale.left + count), 2 * count);
    Sweep sweep(exact);
    graph.columns.reserve(size_t(count));
    qint64 beginNs = fromNs;
    qsizetype hint = 0;
    for (int i = 0; i < count; ++i) {
        const qint64 nextNs = scale.ns(scale.left + i + 1);
        const qint64 endNs = std::max(nextNs, beginNs + 1); // a pixel may be less than 1 ns
        if (!exact.empty()) {
            graph.columns.push_back(sweep.column(beginNs, endNs));
        } else {
            const ConcurrencyCurve::Counts counts = curve.countsIn(beginNs, endNs, hint);
            graph.columns.push_back(
                {counts.least, counts.most, counts.leastHandled, counts.mostHandled});
        }
        beginNs = nextNs;
    }
    findPeak(graph);
    const ConcurrencyCurve::Span there =
        curve.span(scale.ns(scale.left + graph.peakFrom), scale.ns(scale.left + graph.peakTo));
    graph.peakHandled = there.handledPeak == there.peak ? graph.peak : there.handledPeak;
    return graph;
}

} // namespace overlap::ui
