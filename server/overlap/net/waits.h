#pragma once

#include "overlap/net/clock.h"

#include <QTimer>

#include <functional>
#include <set>

namespace overlap::net {

// Loop thread. Which connections of a loop wait until when, at most once each: one precise
// single-shot timer, set to the earliest.
class Waits
{
public:
    using Time = http::Time;
    // `over` is called with each connection whose time has come, never before.
    Waits(Clock clock, std::function<void(quint32 connection)> over);

    void add(quint32 connection, Time due);
    void remove(quint32 connection, Time due); // harmless where it is over

private:
    void endThoseDue();
    void setTimer();

    const Clock m_clock;
    const std::function<void(quint32 connection)> m_over;
    std::set<std::pair<Time, quint32>> m_waits;
    QTimer m_timer;
    Time m_timerAt = http::never; // when m_timer fires
};

} // namespace overlap::net
