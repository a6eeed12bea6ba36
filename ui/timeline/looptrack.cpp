// The load of the event loop, and what blocked it.
#include "overlap/analysis/blocked.h"
#include "terms.h"
#include "timeline/looplane.h"
#include "timeline/track.h"

#include <QFontMetrics>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::blockedSummary;

namespace {

constexpr int shownFrom = 200; // height of the viewport in pixels

// The height of a column is its load, but never too low to be seen.
void drawColumns(const LoopLane &lane, const QRect &area, DisplayList &content)
{
    const auto &columns = lane.columns;
    content.fill({area.left(), area.top(), int(columns.size()), area.height()}, Role::Grid);
    const int least = std::max(2, area.height() / 4);
    for (size_t from = 0; from < columns.size();) {
        size_t to = from + 1;
        while (to < columns.size() && columns[to] == columns[from])
            ++to;
        const int height = std::max(least, qRound(columns[from].load * float(area.height())));
        const Tone tone = columns[from].blocked ? Tone(Role::Error) : record::Phase::Running;
        if (columns[from].load > 0)
            content.fill(
                {area.left() + int(from), area.bottom() + 1 - height, int(to - from), height},
                tone);
        from = to;
    }
}

class LoopTrack : public Track
{
public:
    Band band(const Scene &scene) const override
    {
        const Fonts &fonts = scene.fonts;
        const bool isShown = scene.size.height() >= fonts.scaled(shownFrom);
        return {isShown ? fonts.scaled(12) : 0, fonts.scaled(isShown ? 14 : 6)};
    }

    void draw(const Scene &scene, const QRect &area, DisplayList &content,
              DisplayList &captions) const override
    {
        if (area.height() == 0)
            return;
        caption(scene, area.center().y() - scene.fonts.line / 2, u"event loop"_s, captions);
        if (scene.isEmpty())
            return;
        const auto lane =
            LoopLane::of(scene.store.loops(), scene.scale, scene.nowNs, scene.busySinceNs);
        if (lane.columns.empty())
            return;
        drawColumns(lane, area, content);
        const QFontMetrics metrics(scene.fonts.label);
        for (const LoopLane::Blocked &blocked : lane.blocked) {
            const int room = blocked.toX - blocked.fromX - metrics.horizontalAdvance(blocked.text);
            if (room >= 4)
                content.write({blocked.fromX + room / 2, area.top(), 1, area.height()},
                              blocked.text, Tone(Role::Error).ink(), Face::Label);
        }
    }

    QString meaning(const Scene &, const QRect &) const override
    {
        return meaningOf(Term::EventLoop);
    }

    QString toolTip(const Scene &scene, const QRect &, QPoint point) const override
    {
        constexpr int reach = 3; // pixels
        return blockedSummary(scene.store, scene.scale.ns(point.x()),
                              qint64(reach * scene.scale.nsPerPixel()));
    }
};

} // namespace

const Track &loopTrack()
{
    static const LoopTrack track;
    return track;
}

} // namespace overlap::ui
