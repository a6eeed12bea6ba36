#pragma once

#include "columns.h"
#include "overlap/record/store.h"

#include <span>

namespace overlap::ui {

// Pure. What the columns of the requests' table are computed from.
struct RequestItem
{
    record::Record record;
    QByteArrayView target;
    qint64 nowNs = 0; // until when a request in flight has lasted
    // Of a finished one that is shown: where its texts are.
    const record::Store *store = nullptr;
    record::Row row = 0;
};

std::span<const Column<RequestItem>> requestColumns();

} // namespace overlap::ui
