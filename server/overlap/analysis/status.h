#pragma once

#include "overlap/record/store.h"

#include <QUrl>

#include <chrono>
#include <optional>

namespace overlap::analysis {

// Pure. The content of the status line.
struct Status
{
    bool isStopping = false;
    QUrl url;                                     // empty: not serving
    QString besides;                              // " (127.0.0.1 and ::1)": what it listens on
    int connections = 0;                          // open ones
    quint64 refused = 0, timedOut = 0, reset = 0; // closed connections, by reason
    quint64 dropped = 0;
    quint64 forgotten = 0;
    qint64 paintNs = 0;
    std::optional<qint64> lagNs; // 99th percentile of the event loops' lag

    // "Serving on http://localhost:7878 (127.0.0.1 and ::1) · 9 connections, 12 refused · loop lag
    // p99 0.2 ms · dropped 0 · paint 0.8 ms · keeping …"
    QString text() const;
};

// Pure. "3 requests in flight are cut unless they end within 0.5 s; 2 requests held at gates fail",
// when a stop has begun. `held` are some of those in flight. Empty if there are none.
QString cutText(size_t inFlight, size_t held, std::chrono::nanoseconds within);

} // namespace overlap::analysis
