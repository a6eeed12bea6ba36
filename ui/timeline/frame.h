#pragma once

#include <QFont>
#include <QRect>

namespace overlap::ui {

// Pure. The two sizes of text in the timeline: labels inside bars are the smaller ones.
struct Fonts
{
    QFont text;
    QFont label;
    static Fonts of(const QFont &text);
};

// Pure. Where everything stands in the viewport, by its size, its fonts and the number of lanes:
// the graph above the event loop's lane, above the client's side, above the lanes of requests,
// above the axis, right of the gutter. Lanes are as high as fits: with room for text, thin, or
// density rows down to 2 pixels; when even these don't fit, they scroll.
struct Frame
{
    QSize size;
    int gutter = 96; // pixels left of the time axis
    QRect graph;
    QRect loop;   // the lane of the event loop
    QRect client; // brackets of the client's side; empty without them
    QRect lanes;  // what is visible of them
    QRect axis;
    int textHeight = 14;
    int barHeight = 18;
    int pitch = 24;      // from lane to lane
    int clientPitch = 7; // from bracket to bracket, at most
    int laneCount = 0;
    int scrolled = 0; // pixels of lanes above the visible ones
    bool hasLabels = true;

    static Frame of(QSize size, const Fonts &fonts, int laneCount, int scrolled,
                    int clientLanes = 0);

    int left() const { return gutter; }
    int width() const { return size.width() - gutter; }
    int contentHeight() const { return laneCount * pitch; }
    int scrollMost() const { return qMax(0, contentHeight() - lanes.height()); }
    int laneTop(int lane) const { return lanes.top() + lane * pitch - scrolled; }
    int laneAt(int y) const; // -1: none
    int firstVisible() const { return qMin(laneCount, scrolled / pitch); }
    int endVisible() const;
    // A bar in a lane from one pixel to another (exclusive), of full or half height.
    QRect bar(int lane, int fromX, int toX, bool half) const;
};

} // namespace overlap::ui
