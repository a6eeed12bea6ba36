#pragma once

#include "overlap/record/clientrequests.h"
#include "timeline/scale.h"

#include <QRect>

#include <vector>

namespace overlap::ui {

// Pure. The client's side: one bracket for each request that the built-in client sent, from where
// it began to connect to the end of the answer; thin until the server saw it. Rows are lanes of
// trips; where there are more than find room, each stands for `every` of them.
struct Brackets
{
    struct Bracket
    {
        QRect rect;
        int seenX = 0;        // thin before it: the server had not seen the request
        bool isOpen = false;  // its right edge is not an end
        bool isError = false; // not answered, or with 4xx, 5xx
        bool operator==(const Bracket &) const = default;
    };
    std::vector<Bracket> all;
    QRect selected; // null: not in view
    int every = 1;
    int pitch = 1; // pixels from row to row

    // In `area`, with rows of at most pitchMost pixels. Those that end in the same few pixels of a
    // row are drawn as one.
    static Brackets of(const record::ClientRequests &clientRequests, const QRect &area,
                       int pitchMost, const Scale &scale, qint64 nowNs, quint64 selectedRequest);
};

// The trip at a point of what was laid out; 0: none.
quint64 tripAt(const record::ClientRequests &clientRequests, const QRect &area,
               const Brackets &brackets, const Scale &scale, QPoint point);

} // namespace overlap::ui
