#pragma once

#include <QtGlobal>

#include <optional>

namespace overlap::record {
class Store;
}

namespace overlap::ui {

class TimelineView;

// Main thread. Shows the run of a lesson on the timeline: all of it, from its first request on. If
// it was over in a moment, magnified. Later the timeline shows what it did before the lessons.
class RunWatch
{
public:
    RunWatch(const record::Store &store, TimelineView &timeline); // they outlive it

    void take();                              // the lessons open
    void giveBack();                          // they close
    void begin(qint64 nowNs, qint64 widthNs); // a run; widthNs: of the picture, at first
    void end();
    void follow(); // whenever something has changed

private:
    struct Span
    {
        qint64 fromNs, toNs;
    };
    std::optional<Span> requests() const; // of the run

    struct View
    {
        bool isLive = true;
        qint64 fromNs = 0, toNs = 0;
    };
    const record::Store &m_store;
    TimelineView &m_timeline;
    View m_before;
    bool m_isRunning = false;
    qint64 m_begunNs = 0;
    qint64 m_widthNs = 0;
    std::optional<qint64> m_fromNs; // its first request; nothing: it has not come yet
};

} // namespace overlap::ui
