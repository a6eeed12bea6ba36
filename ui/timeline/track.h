#pragma once

#include "timeline/displaylist.h"
#include "timeline/scene.h"

namespace overlap::ui {

// Pure. The height that a track takes in the stack, in pixels.
struct Band
{
    int height = 0;         // 0: it is not shown
    int below = 0;          // gap to the next track
    bool takesRest = false; // takes the remaining height, and may scroll; exactly one track does
};

// Pure. One track of the timeline: what it draws of a scene in its area, and what is at a point
// there. It has no state. A request is given by its id.
class Track
{
public:
    Track() = default;
    virtual ~Track() = default;
    Q_DISABLE_COPY_MOVE(Track)

    virtual Band band(const Scene &scene) const = 0;
    // `captions` are drawn over all tracks and the line of now. The name in the gutter is one.
    virtual void draw(const Scene &scene, const QRect &area, DisplayList &content,
                      DisplayList &captions) const = 0;

    // The point is inside the area. A request within a few pixels counts; 0: none.
    virtual quint64 requestAt(const Scene &, const QRect &, QPoint) const { return 0; }
    virtual QString toolTip(const Scene &, const QRect &, QPoint) const { return {}; } // plain

    // What its name in the gutter means; plain.
    virtual QString meaning(const Scene &scene, const QRect &area) const = 0;

    // For assistive technology: the requests in view, in order of time.
    virtual std::vector<quint64> children(const Scene &, size_t /*most*/) const { return {}; }
    virtual QRect childRect(const Scene &, const QRect &, quint64) const
    {
        return {};
    } // null: not in view

    // For the track that scrolls, in pixels: the height of all its content, the height of a row,
    // and the top of a request's row (-1: it does not show this request).
    virtual int contentHeight(const Scene &, const QRect &) const { return 0; }
    virtual int rowHeight(const Scene &, const QRect &) const { return 1; }
    virtual int rowTop(const Scene &, const QRect &, quint64) const { return -1; }
    // The request above (-1) or below (+1) the selected one; without one, the first; 0: none.
    virtual quint64 neighbour(const Scene &, const QRect &, int /*direction*/) const { return 0; }

protected:
    // Writes a text into the gutter.
    static void caption(const Scene &scene, int top, const QString &text, DisplayList &captions);
};

} // namespace overlap::ui
