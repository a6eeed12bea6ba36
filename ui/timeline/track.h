#pragma once

#include "timeline/figures.h"
#include "timeline/scene.h"

namespace overlap::ui {

// The room that a track takes in the stack, in pixels.
struct Band
{
    int height = 0;         // 0: it is not shown
    int below = 0;          // left empty between it and the next one
    bool takesRest = false; // as high as there is room; one track does, and may scroll
};

// Pure. One track of the timeline: what it shows of a scene within the area that it was given, and
// what is there at a point. It has no state of its own. Requests are told by their ids.
class Track
{
public:
    Track() = default;
    virtual ~Track() = default;
    Q_DISABLE_COPY_MOVE(Track)

    virtual Band band(const Scene &scene) const = 0;
    // `captions` are drawn over all tracks and the line of now; its name in the gutter is one.
    virtual void draw(const Scene &scene, const QRect &area, Figures &content,
                      Figures &captions) const = 0;

    // At a point within its area, or within a few pixels of it; 0: none.
    virtual quint64 requestAt(const Scene &, const QRect &, QPoint) const { return 0; }
    virtual QString toolTip(const Scene &, const QRect &, QPoint) const { return {}; } // plain

    // Its children, as assistive technology sees them: requests in view, in order.
    virtual std::vector<quint64> children(const Scene &, size_t /*most*/) const { return {}; }
    virtual QRect childRect(const Scene &, const QRect &, quint64) const { return {}; } // or null

    // Of the one that scrolls: how high all of it is, the height of a row, and where one begins;
    // -1: it does not show this request.
    virtual int contentHeight(const Scene &, const QRect &) const { return 0; }
    virtual int rowHeight(const Scene &, const QRect &) const { return 1; }
    virtual int rowTop(const Scene &, const QRect &, quint64) const { return -1; }
    // The request above (-1) or below (+1) the selected one, or the first to select; 0: none.
    virtual quint64 neighbour(const Scene &, const QRect &, int /*direction*/) const { return 0; }

protected:
    // A text in the gutter, such as its name.
    static void caption(const Scene &scene, int top, const QString &text, Figures &captions);
};

} // namespace overlap::ui
