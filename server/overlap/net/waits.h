#pragma once

#include "overlap/net/clock.h"

#include <QTimer>

#include <functional>
#include <set>

namespace overlap::net {

// Loop thread. Until when connections of a loop wait; each waits at most once at a time. Uses one
// precise single-shot timer, set to the earliest time.
class Waits
{
public:
    using Time = http::Time;
    // `wake` is called with each connection whose time has come, never earlier.
    Waits(Clock clock, std::function<void(quint32 connection)> wake);

    void add(quint32 connection, Time due);
    void remove(quint32 connection, Time due); // does nothing if it was woken already

private:
    void wakeDue();
    void setTimer();

    const Clock m_clock;
    const std::function<void(quint32 connection)> m_wake;
    std::set<std::pair<Time, quint32>> m_waits;
    QTimer m_timer;
    Time m_timerAt = http::never; // when m_timer fires
};

} // namespace overlap::net
