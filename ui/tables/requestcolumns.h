#pragma once

#include "columns.h"
#include "record/record.h"

#include <span>

namespace overlap::ui {

// Pure. What the columns of the requests' table are computed from.
struct RequestItem
{
    record::Record record;
    QByteArrayView target;
    qint64 nowNs = 0; // until when a request in flight has lasted
};

std::span<const Column<RequestItem>> requestColumns();

} // namespace overlap::ui
