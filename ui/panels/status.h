#pragma once

#include "record/store.h"

#include <QUrl>

namespace overlap::ui {

// Pure. What the status line says.
struct Status
{
    QUrl url;            // empty: does not serve
    int connections = 0; // open ones
    quint64 dropped = 0;
    quint64 forgotten = 0;
    qint64 paintNs = 0;

    // "Serving on http://127.0.0.1:7878 · 9 connections · dropped 0 · paint 0.8 ms · keeping …"
    QString text() const;
};

} // namespace overlap::ui
