#pragma once

#include "overlap/answers/gates.h"
#include "overlap/record/store.h"

#include <QJsonObject>

#include <functional>

namespace overlap {

// Pure. What was seen, as JSON. Times and durations are in milliseconds.

// Which requests: those behind an id, and on a path, without its query; null: any.
struct Wanted
{
    quint64 since = 0;
    QByteArray path{};
    bool isMet(quint64 id, QByteArrayView target) const;
};

// On the clock of the records: the present, and how it becomes ms since the Unix epoch.
struct ReportClock
{
    qint64 nowNs;
    std::function<qint64(qint64 ns)> wallMs;
};

QJsonObject gateAsJson(const answers::Gates::State &state);
// In the order of their ids, at most so many; if there are more, "next" is what to ask for since.
constexpr size_t mostInReport = 1000;
QJsonObject requestsAsJson(const record::Store &store, const Wanted &wanted,
                           const ReportClock &clock);
// The latest requests that control the server, likewise.
QJsonObject controlAsJson(const record::Store &store, const Wanted &wanted,
                          const ReportClock &clock);
// How far they overlapped, from the first one's beginning on.
QJsonObject overlapAsJson(const record::Store &store, const Wanted &wanted, qint64 nowNs);

} // namespace overlap
