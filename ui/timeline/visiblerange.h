#pragma once

#include <QtGlobal>

namespace overlap::ui {

// Pure. The visible range of time, in ns. It is live or frozen. A live range follows the head
// (where now is drawn). It stays in place while the head is inside; then it scrolls and keeps the
// head at 24/25 of its width. When work begins after a gap of more than a width, it starts again
// just before that work.
class VisibleRange
{
public:
    static constexpr qint64 narrowestNs = 1'000;
    static constexpr qint64 widestNs = 7 * 24 * 3'600'000'000'000;
    static constexpr qint64 usualNs = 10'000'000'000;

    bool isLive() const { return m_live; }
    qint64 fromNs() const { return m_fromNs; }
    qint64 toNs() const { return m_fromNs + m_widthNs; }
    qint64 widthNs() const { return m_widthNs; }

    void restart();                             // live at time 0, as in the beginning
    void follow(qint64 headNs, qint64 beginNs); // if live; beginNs: of the latest work
    // With the width that it had when it was live. firstNs: the first work ever.
    void goLive(qint64 headNs, qint64 firstNs);
    void watch(qint64 fromNs, qint64 widthNs); // live, with what is at fromNs at its left edge
    void freeze() { m_live = false; }
    void show(qint64 fromNs, qint64 toNs); // leaves Live
    // Keeps aroundNs in its place. Leaves Live if aroundNs is before the head.
    void zoom(double factor, qint64 aroundNs, qint64 headNs);
    // Leaves Live when it moves back; a live range does not move forward. At least half of the
    // range stays between the first work and the head.
    void pan(qint64 byNs, qint64 firstNs, qint64 headNs);

private:
    qint64 margin() const { return m_widthNs / 25; }
    qint64 following(qint64 headNs) const { return headNs - m_widthNs + margin(); }

    bool m_live = true;
    bool m_started = false;
    qint64 m_fromNs = 0;
    qint64 m_widthNs = usualNs;
    qint64 m_liveWidthNs = usualNs; // when it was live
};

} // namespace overlap::ui
