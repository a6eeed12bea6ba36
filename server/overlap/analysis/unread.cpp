#include "overlap/analysis/unread.h"

#include "overlap/text/approximate.h"

#include <QCoreApplication>

#include <algorithm>

namespace overlap::analysis {

using record::LoopLoad;
using record::Phase;

qint64 unreadAtMostNs(const record::Store &store, const record::Record &record, qint64 notBeforeNs)
{
    // The first request may have come with its connection, which a blocked loop does not accept.
    const bool isFirst = record.ordinal <= 1;
    const qint64 answeredNs = record.startNs - phaseNs(record, Phase::KeepAliveIdle);
    const qint64 sentNs = isFirst ? notBeforeNs : std::max(notBeforeNs, answeredNs);
    qint64 sinceNs = record.startNs;
    for (const LoopLoad &loop : store.loops())
        sinceNs = std::min(sinceNs, loop.blockedSince(record.startNs, sentNs));
    const qint64 ns = record.startNs - sinceNs;
    return ns < LoopLoad::blockedNs ? 0 : ns;
}

bool isUnreadKnown(const record::Store &store, const record::Record &record)
{
    return std::ranges::any_of(
        store.loops(), [&](const LoopLoad &loop) { return loop.lastNs() >= record.startNs; });
}

QString unreadText(qint64 ns)
{
    return ns == 0 ? QString()
                   : QCoreApplication::translate(
                         "Unread", "waited unread up to %1: the event loop was blocked")
                         .arg(text::approximateDuration(ns));
}

} // namespace overlap::analysis
