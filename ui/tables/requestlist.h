#pragma once

#include "overlap/record/store.h"
#include "wallclock.h"

#include <vector>

namespace overlap::ui {

// Pure. Requests in the order of a table.
struct RequestList
{
    std::vector<record::Store::InFlight> inFlight; // come first
    std::vector<record::Row> finished;
    qint64 nowNs = 0; // those in flight have lasted until then
    WallClock wallClock;
};

} // namespace overlap::ui
