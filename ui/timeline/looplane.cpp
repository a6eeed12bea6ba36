#include "timeline/looplane.h"

#include "analysis/describe.h"
#include "text/format.h"

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using record::Occupancy;

namespace {

double shareIn(const std::vector<Occupancy> &loops, qint64 fromNs, qint64 toNs)
{
    qint64 most = 0;
    for (const Occupancy &loop : loops)
        most = std::max(most, loop.busyIn(fromNs, toNs));
    return double(most) / double(std::max<qint64>(1, toNs - fromNs));
}

} // namespace

LoopLane LoopLane::of(const std::vector<Occupancy> &loops, const Scale &scale, qint64 nowNs,
                      std::optional<qint64> busySinceNs)
{
    LoopLane lane;
    const bool known =
        std::ranges::any_of(loops, [](const Occupancy &loop) { return !loop.isEmpty(); });
    const bool goesOn = busySinceNs && nowNs - *busySinceNs >= Occupancy::blockedNs;
    const int count = std::clamp(scale.x(nowNs) + 1 - scale.left, 0, scale.width);
    if ((!known && !goesOn) || count == 0)
        return lane;
    for (int i = 0; i < count; ++i) {
        const qint64 fromNs = scale.ns(scale.left + i);
        const qint64 toNs = std::max(fromNs + 1, scale.ns(scale.left + i + 1));
        lane.columns.push_back({float(std::min(1.0, shareIn(loops, fromNs, toNs))), false});
    }
    const auto block = [&](qint64 fromNs, qint64 toNs, const QString &text) {
        const int from = std::clamp(scale.x(fromNs) - scale.left, 0, count);
        const int to = std::clamp(scale.x(toNs) - scale.left + 1, from, count);
        for (int i = from; i < to; ++i)
            lane.columns[size_t(i)] = {1, true};
        lane.blocked.push_back({scale.left + from, scale.left + to, text});
    };
    for (const Occupancy &loop : loops) {
        for (const Occupancy::Turn &turn : loop.blockedIn(scale.fromNs, scale.toNs))
            block(turn.fromNs, turn.toNs, u"blocked "_s + durationText(turn.ns()));
    }
    if (goesOn)
        block(*busySinceNs, nowNs,
              u"blocked %1 and counting"_s.arg(durationText(nowNs - *busySinceNs)));
    for (const Column &column : lane.columns)
        lane.share += double(column.share) / count;
    return lane;
}

QString blockedSummary(const record::Store &store, qint64 atNs, qint64 toleranceNs)
{
    constexpr quint64 looksMost = 4096;
    constexpr qint64 rightAfterNs = 5'000'000; // what waited is read in the next turns
    for (const Occupancy &loop : store.loops()) {
        const auto turns = loop.blockedIn(atNs - toleranceNs, atNs + toleranceNs + 1);
        if (turns.empty())
            continue;
        const Occupancy::Turn turn = turns.front();
        qint64 longestNs = turn.ns() / 2; // who held it for less did not do it alone
        QString culprit = u"by several requests, or by what is no request"_s;
        quint64 delayed = 0;
        for (const record::Row row :
             store.overlapping(turn.fromNs, turn.toNs + rightAfterNs, looksMost)) {
            const record::Record record = store.record(row);
            const auto ticks = record.phases[size_t(record::Phase::Running)];
            const qint64 ranNs = ticks == record::unknownTicks ? 0 : ticks * record::nsPerTick;
            if (record.startNs >= turn.toNs) {
                ++delayed;
            } else if (ranNs > longestNs) {
                longestNs = ranNs;
                culprit = u"by request %1: %2"_s.arg(QString::number(record.id),
                                                     requestTitle(record, store.target(row)));
            }
        }
        QString text = u"event loop blocked %1\n%2"_s.arg(durationText(turn.ns()), culprit);
        if (delayed > 0)
            text += u"\n%1 read right after it, having waited for it"_s.arg(
                delayed == 1 ? u"1 request"_s : countText(delayed) + u" requests"_s);
        return text;
    }
    return {};
}

} // namespace overlap::ui
