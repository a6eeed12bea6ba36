#pragma once

#include "timeline/layout.h"
#include "timelinefeed.h"

#include <QRandomGenerator>
#include <QStringList>

#include <algorithm>
#include <vector>

namespace overlap {

// What the tests of the timeline's pure parts draw: 1184 pixels right of a gutter of 96.
inline constexpr int left = 96;
inline constexpr int width = 1184;

inline ui::Fonts fonts()
{
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(12);
    return ui::Fonts::of(font);
}

inline ui::Scene sceneOf(const TimelineFeed &feed, qint64 fromNs, qint64 toNs, int height = 420)
{
    return {feed.store, feed.lanes, fonts(), {left + width, height}, 0, {fromNs, toNs, left, width},
            toNs};
}

// Where its lanes stand.
inline ui::LaneGrid gridOf(const ui::Scene &scene)
{
    return ui::LaneGrid::of(ui::Frame::of(scene).scrolling().area, scene.fonts,
                            int(scene.lanes.count()), scene.scrolled);
}

// What is written in it.
inline QStringList textsIn(const ui::Layout &layout)
{
    QStringList texts;
    for (const ui::Figures::Text &text : layout.figures.texts)
        texts += text.text;
    return texts;
}

// Requests in a stream: `count` over `spanNs`, of any length up to longestNs, some with errors.
inline std::vector<record::Record> stream(int count, qint64 spanNs, qint64 longestNs,
                                          int errorsPer10000)
{
    QRandomGenerator random(7);
    std::vector<record::Record> records;
    for (int i = 0; i < count; ++i) {
        const qint64 startNs = spanNs * i / count;
        const qint64 tookNs = 1 + qint64(random.generateDouble() * double(longestNs));
        const bool error = random.bounded(10'000) < errorsPer10000;
        records.push_back(TimelineFeed::quick(quint64(i) + 1, startNs, error ? 500 : 200, tookNs));
    }
    std::ranges::sort(records, {}, &record::Record::phaseSinceNs);
    return records;
}

} // namespace overlap
