#pragma once

#include <QtGlobal>

namespace overlap::ui {

// Pure. The visible range of time, live (it follows the head, where the present is drawn) or held.
// Live, it holds still as long as the head is inside, then scrolls with the head at 24/25 of the
// width; where work begins after more than a width of nothing, it starts afresh just before that
// work, so that bars grow from the left again. Times in ns.
class Span
{
public:
    static constexpr qint64 narrowestNs = 1'000;
    static constexpr qint64 widestNs = 7 * 24 * 3'600'000'000'000;
    static constexpr qint64 usualNs = 10'000'000'000;

    bool isLive() const { return m_live; }
    qint64 fromNs() const { return m_fromNs; }
    qint64 toNs() const { return m_fromNs + m_widthNs; }
    qint64 widthNs() const { return m_widthNs; }

    void restart();                             // live at time 0, as before anything happened
    void follow(qint64 headNs, qint64 beginNs); // where live; begin: of the latest work
    void goLive(qint64 headNs, qint64 firstNs); // keeps the width; first: of all work
    void freeze() { m_live = false; }
    void show(qint64 fromNs, qint64 toNs); // leaves Live
    // Keeps aroundNs in its place; leaves Live, but for an instant at or after the head.
    void zoom(double factor, qint64 aroundNs, qint64 headNs);
    // Leaves Live where it goes back; forth it is there already. At least half of the range stays
    // between the first work and the head.
    void pan(qint64 byNs, qint64 firstNs, qint64 headNs);

private:
    qint64 margin() const { return m_widthNs / 25; }
    qint64 following(qint64 headNs) const { return headNs - m_widthNs + margin(); }

    bool m_live = true;
    bool m_started = false;
    qint64 m_fromNs = 0;
    qint64 m_widthNs = usualNs;
};

} // namespace overlap::ui
