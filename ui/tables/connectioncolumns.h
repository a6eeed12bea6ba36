#pragma once

#include "columns.h"
#include "overlap/record/store.h"

#include <span>

namespace overlap::ui {

// Pure. What the columns of the table of connections are computed from.
struct ConnectionItem
{
    const record::Connection &connection;
    qint64 nowNs = 0; // an open connection has lasted until now
};

std::span<const Column<ConnectionItem>> connectionColumns();

} // namespace overlap::ui
