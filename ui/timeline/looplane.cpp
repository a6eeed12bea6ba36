#include "timeline/looplane.h"

#include "overlap/text/format.h"

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using record::LoopLoad;
using text::durationText;

namespace {

double loadIn(const std::vector<LoopLoad> &loops, qint64 fromNs, qint64 toNs)
{
    qint64 most = 0;
    for (const LoopLoad &loop : loops)
        most = std::max(most, loop.busyIn(fromNs, toNs));
    return double(most) / double(std::max<qint64>(1, toNs - fromNs));
}

} // namespace

LoopLane LoopLane::of(const std::vector<LoopLoad> &loops, const Scale &scale, qint64 nowNs,
                      std::optional<qint64> busySinceNs)
{
    LoopLane lane;
    const bool known =
        std::ranges::any_of(loops, [](const LoopLoad &loop) { return !loop.isEmpty(); });
    const bool goesOn = busySinceNs && nowNs - *busySinceNs >= LoopLoad::blockedNs;
    const int count = std::clamp(scale.x(nowNs) + 1 - scale.left, 0, scale.width);
    if ((!known && !goesOn) || count == 0)
        return lane;
    for (int i = 0; i < count; ++i) {
        const qint64 fromNs = scale.ns(scale.left + i);
        const qint64 toNs = std::max(fromNs + 1, scale.ns(scale.left + i + 1));
        lane.columns.push_back({float(std::min(1.0, loadIn(loops, fromNs, toNs))), false});
    }
    const auto block = [&](qint64 fromNs, qint64 toNs, const QString &text) {
        const int from = std::clamp(scale.x(fromNs) - scale.left, 0, count);
        const int to = std::clamp(scale.x(toNs) - scale.left + 1, from, count);
        for (int i = from; i < to; ++i)
            lane.columns[size_t(i)] = {1, true};
        lane.blocked.push_back({scale.left + from, scale.left + to, text});
    };
    for (const LoopLoad &loop : loops) {
        for (const LoopLoad::Iteration &iteration : loop.blockedIn(scale.fromNs, scale.toNs))
            block(iteration.fromNs, iteration.toNs, u"blocked "_s + durationText(iteration.ns()));
    }
    if (goesOn)
        block(*busySinceNs, nowNs,
              u"blocked %1 and counting"_s.arg(durationText(nowNs - *busySinceNs)));
    for (const Column &column : lane.columns)
        lane.load += double(column.load) / count;
    return lane;
}

} // namespace overlap::ui
