#pragma once

#include "net/alarm.h"

#include <set>

namespace overlap::net {

// Loop thread. Which connections of a loop wait until when, at most once each: one alarm for all of
// them.
class Waits
{
public:
    using Time = http::Time;
    // `over` is called with each connection whose time has come.
    Waits(Clock clock, bool portable, std::function<void(quint32 connection)> over);

    void add(quint32 connection, Time due);
    void remove(quint32 connection, Time due); // harmless where it is over

private:
    void goOff();
    void setAlarm();

    const Clock m_clock;
    const std::function<void(quint32 connection)> m_over;
    std::set<std::pair<Time, quint32>> m_waits;
    std::unique_ptr<Alarm> m_alarm;
    Time m_alarmAt = http::never;
};

} // namespace overlap::net
