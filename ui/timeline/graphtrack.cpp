// The graph of requests in flight.
#include "overlap/analysis/describe.h"
#include "terms.h"
#include "timeline/graph.h"
#include "timeline/track.h"

#include <QFontMetrics>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int curveWidth = 2;
constexpr qint32 countLeast = 4;     // the axis goes up to this count at least
constexpr quint8 queuedPercent = 60; // paler than the bars, which tell more

// The graph in its area.
class Curve
{
public:
    Curve(const Scene &scene, const QRect &area)
        : m_scene(scene)
        , m_area(area)
        , m_graph(Graph::of(scene.store.concurrency(), scene.scale, scene.nowNs))
    {
    }

    void draw(DisplayList &content) const;
    void writePeak(DisplayList &captions) const;

private:
    int y(qint32 count) const; // the top of the curve at a count
    void outline(size_t from, size_t to, int yBefore, DisplayList &content) const;
    bool isBelow(const QRect &rect) const;

    const Scene &m_scene;
    const QRect m_area;
    const Graph m_graph;
};

int Curve::y(qint32 count) const
{
    const qint64 height = m_area.height() - curveWidth;
    return m_area.top() + int(height - height * count / std::max(m_graph.peak, countLeast));
}

void Curve::draw(DisplayList &content) const
{
    const auto &columns = m_graph.columns;
    const int base = m_area.top() + m_area.height();
    int yBefore = 0;
    for (size_t from = 0; from < columns.size();) {
        size_t to = from + 1;
        while (to < columns.size() && columns[to] == columns[from])
            ++to;
        const int low = y(columns[from].low);
        const int handled = y(columns[from].lowHandled);
        const int x = m_scene.scale.left + int(from);
        content.fill({x, handled, int(to - from), base - handled}, Role::GraphFill);
        if (low < handled) // as the bars of requests that queue
            content.add({x, low, int(to - from), handled - low},
                        Tone(record::Phase::Queued).faded(queuedPercent), Primitive::Style::Hatch);
        outline(from, to, from == 0 ? low : yBefore, content);
        yBefore = low;
        from = to;
    }
}

// Draws the line over equal columns and joins it to the previous column's, at yBefore.
void Curve::outline(size_t from, size_t to, int yBefore, DisplayList &content) const
{
    const int low = y(m_graph.columns[from].low);
    const int high = y(m_graph.columns[from].high);
    const int x = m_scene.scale.left + int(from);
    content.fill({x, high, int(to - from), low - high + curveWidth}, Role::Accent);
    const int top = std::min(high, yBefore);
    content.fill({x, top, curveWidth, std::max(low, yBefore) - top + curveWidth}, Role::Accent);
}

// Whether the curve stays below a text, and the line of now beside it.
bool Curve::isBelow(const QRect &rect) const
{
    const Scale &scale = m_scene.scale;
    const int from = std::max(0, rect.left() - scale.left);
    const int to = std::min(int(m_graph.columns.size()), rect.right() + 1 - scale.left);
    for (int i = from; i < to; ++i) {
        if (y(m_graph.columns[size_t(i)].high) <= rect.bottom())
            return false;
    }
    const int now = scale.left + int(m_graph.columns.size()); // of two pixels
    const bool crosses = rect.left() <= now + 1 && rect.right() >= now;
    return !crosses && rect.right() < scale.right() && rect.left() >= scale.left;
}

// Under the curve, where it is near its peak for longest. If that is too narrow, beside it.
void Curve::writePeak(DisplayList &captions) const
{
    constexpr int gap = 6;
    if (m_graph.peak == 0)
        return;
    const QFontMetrics metrics(m_scene.fonts.bold);
    const QString text = analysis::peakText(m_graph.peak, m_graph.peakHandled);
    const int width = metrics.horizontalAdvance(text) + 4;
    const int height = metrics.height();
    const int lowest = m_area.top() + m_area.height() - height;
    const int from = m_scene.scale.left + m_graph.peakFrom;
    const int to = m_scene.scale.left + m_graph.peakTo;
    const auto write = [&](const QRect &rect) {
        captions.write(rect, text, Role::AccentText, Face::Bold);
    };
    if (to - from >= width + 2 * gap) {
        qint32 least = m_graph.peak;
        for (int i = m_graph.peakFrom; i < m_graph.peakTo; ++i)
            least = std::min(least, m_graph.columns[size_t(i)].low);
        const int top = std::min(y(least) + curveWidth + 1, std::max(m_area.top(), lowest));
        return write(QRect((from + to - width) / 2, top, width, height));
    }
    // Below the word "now".
    const int top = std::min(m_area.top() + height, lowest);
    for (const int x : {to + gap, from - gap - width}) {
        const QRect rect(x, top, width, height);
        if (isBelow(rect))
            return write(rect);
    }
}

class GraphTrack : public Track
{
public:
    Band band(const Scene &scene) const override
    {
        const Fonts &fonts = scene.fonts;
        return {std::clamp(scene.size.height() / 4, 0, fonts.scaled(52)), fonts.scaled(12)};
    }

    void draw(const Scene &scene, const QRect &area, DisplayList &content,
              DisplayList &captions) const override
    {
        caption(scene, area.top() - 2, u"in flight"_s, captions);
        if (scene.isEmpty())
            return;
        const Curve curve(scene, area);
        curve.draw(content);
        curve.writePeak(captions);
    }

    QString meaning(const Scene &, const QRect &) const override
    {
        return meaningOf(Term::InFlight);
    }
};

} // namespace

const Track &graphTrack()
{
    static const GraphTrack track;
    return track;
}

} // namespace overlap::ui
