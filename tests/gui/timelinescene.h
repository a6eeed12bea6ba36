#pragma once

#include "timeline/layout.h"
#include "timelinefeed.h"

#include <QRandomGenerator>
#include <QStringList>

#include <algorithm>
#include <vector>

namespace overlap {

// The viewport in the tests of the timeline's pure parts: 1184 pixels right of a gutter of 96.
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
    feed.lanesInView = feed.lanes.inView(fromNs, toNs);
    return {feed.store,
            feed.lanes,
            feed.lanesInView,
            fonts(),
            {left + width, height},
            0,
            {fromNs, toNs, left, width},
            toNs};
}

inline ui::LaneGrid gridOf(const ui::Scene &scene)
{
    return ui::LaneGrid::of(ui::TrackStack::of(scene).scrolling().area, scene.fonts,
                            scene.lanesInView, scene.scrolled);
}

inline QStringList textsIn(const ui::Layout &layout)
{
    QStringList texts;
    for (const ui::DisplayList::Text &text : layout.displayList.texts)
        texts += text.text;
    return texts;
}

// `count` requests, evenly over `spanNs`, each of a random length up to longestNs; some fail.
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
