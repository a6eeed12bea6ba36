#pragma once

#include "overlap/analysis/upstreampieces.h"
#include "timeline/labels.h"
#include "timeline/scene.h"

#include <vector>

namespace overlap::ui {

// Pure. A rectangle in the colour and shape of one phase.
struct Fill
{
    QRect rect;
    record::Phase phase;
    analysis::Shape shape;
    bool open; // the phase goes on past its right edge
    bool faded = false;
};

// Pure. A failed request, or some among those of a merged bar: their share of its area.
struct ErrorMark
{
    QRect rect;
    bool isShare = false;
    bool isTear = false; // the torn end of an answer that is not whole
    bool faded = false;
};

// Pure. When an answer's head or a piece of it was given.
struct AnswerTick
{
    QRect rect;
    bool isFirstByte = false;
    bool faded = false;
};

// Pure. What a request does with its upstream, below the upper tier of its bar.
struct StepMark
{
    QRect rect;
    analysis::UpstreamStep step;
    bool faded = false;
};

// Pure. A thin line from the end of an attempt to the beginning of the next, or a part of one.
struct AttemptLink
{
    QRect rect;
    bool faded = false;
};

// Pure. What is drawn in the lanes of requests.
struct Bars
{
    static constexpr qsizetype fillsMost = 20'000;

    std::vector<AttemptLink> links; // beneath all else; not in density rows
    std::vector<Fill> fills;
    std::vector<AnswerTick> ticks; // of long answers in pieces; thinned where they are dense
    std::vector<StepMark> steps;   // those that are seen, within fills
    std::vector<QRect> idle;       // thin lines: the connection was kept alive and idle
    std::vector<QRect> unread;     // the next request may have waited there: the loop was blocked
    std::vector<ErrorMark> errorMarks;
    std::vector<Label> labels;
    QRect selected; // the selected request's bar; null: not in view

    // Within a lane, bars that end in the same few pixels are drawn as one fill, which looks like
    // the longest of them. So the cost depends on the pixels, not on the number of requests. At
    // most `most` fills.
    static Bars of(const Scene &scene, const LaneGrid &grid, qsizetype most = fillsMost);
};

} // namespace overlap::ui
