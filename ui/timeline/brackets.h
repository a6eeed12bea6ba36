#pragma once

#include "overlap/record/clientrequests.h"
#include "search.h"
#include "timeline/scale.h"

#include <QRect>

#include <vector>

namespace overlap::ui {

// Pure. The client's side: one bracket for each request of the built-in client, from the start of
// connecting to the end of the answer. A bracket is thin until the server saw the request. Each row
// shows one lane of client requests. When there are more lanes than rows fit, only one lane in
// `every` is shown.
struct Brackets
{
    struct Bracket
    {
        QRect rect;
        int seenX = 0;       // thin left of it: the server had not seen the request yet
        bool isOpen = false; // in flight: there is no right edge yet
        int errorFromX = 0;  // right of it: not answered, or with 4xx, 5xx; of several, their share
        bool faded = false;  // the search does not find it
        bool operator==(const Bracket &) const = default;
    };
    std::vector<Bracket> all;
    QRect selected; // null: not in view
    int every = 1;
    int pitch = 1; // pixels from row to row

    // Lays them out in `area`, in rows of at most pitchMost pixels. Brackets that end in the same
    // few pixels of a row are drawn as one.
    static Brackets of(const record::ClientRequests &clientRequests, const QRect &area,
                       int pitchMost, const Scale &scale, qint64 nowNs, quint64 selectedRequest,
                       const Search *search = nullptr);
};

// The id of the client request at a point of that layout; 0: none.
quint64 clientRequestAt(const record::ClientRequests &clientRequests, const QRect &area,
                        const Brackets &brackets, const Scale &scale, QPoint point);

} // namespace overlap::ui
