#pragma once

#include "overlap/analysis/upstreampieces.h"
#include "overlap/record/record.h"

#include <QString>

namespace overlap::ui {

// The words of the picture and of the status bar.
enum class Term : quint8 {
    InFlight,
    EventLoop,
    Client,
    OneIn,
    Lane,
    ConnectionLane,
    Unread,
    FirstByte,
    Torn,
    Retried,
    StillGoes,
    Failed,
    LoopLag,
    Dropped,
    Paint,
    Keeping,
};

// Pure. As it is called in the window, and what it means, as a short sentence: for the legend, tool
// tips and screen readers.
QString nameOf(Term term);
QString meaningOf(Term term);
QString meaningOf(analysis::UpstreamStep step);
QString meaningOf(record::Phase phase);

} // namespace overlap::ui
