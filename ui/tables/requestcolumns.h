#pragma once

#include "columns.h"
#include "overlap/record/store.h"
#include "wallclock.h"

#include <span>

namespace overlap::ui {

// Pure. What the columns of the table of requests are computed from.
struct RequestItem
{
    record::Record record;
    QByteArrayView target;
    qint64 nowNs = 0;                     // a request in flight has lasted until now
    const record::Store *store = nullptr; // has the texts of a finished request; null: in flight
    record::Row row = 0;
    const WallClock *wallClock = nullptr; // null or empty: unknown
};

std::span<const Column<RequestItem>> requestColumns();

// In ns; -1: unknown, or it is not over yet.
qint64 queuedNs(const RequestItem &item);
qint64 handledNs(const RequestItem &item);
qint64 upstreamNs(const RequestItem &item);
qint64 lastedNs(const RequestItem &item); // until now, in flight

} // namespace overlap::ui
