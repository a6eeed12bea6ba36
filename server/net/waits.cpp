#include "net/waits.h"

#include <algorithm>

namespace overlap::net {

namespace {

// Whatever else happens on the loop gets its turn in between.
constexpr int wakesAtOnce = 128;

} // namespace

Waits::Waits(Clock clock, bool portable, std::function<void(quint32 connection)> over)
    : m_clock(clock)
    , m_over(std::move(over))
    , m_alarm(makeAlarm(portable, [this] { goOff(); }))
{
}

void Waits::add(quint32 connection, Time due)
{
    m_waits.emplace(due, connection);
    if (due < m_alarmAt)
        setAlarm();
}

// The alarm stays as it is: one that goes off for nothing costs less than setting it each time.
void Waits::remove(quint32 connection, Time due)
{
    m_waits.erase({due, connection});
}

void Waits::goOff()
{
    const Time now = m_clock.now();
    m_alarmAt = Time::min(); // set below, once
    for (int i = 0; i < wakesAtOnce && !m_waits.empty() && m_waits.begin()->first <= now; ++i) {
        const quint32 connection = m_waits.begin()->second;
        m_waits.erase(m_waits.begin());
        m_over(connection);
    }
    m_alarmAt = http::never;
    if (!m_waits.empty())
        setAlarm();
}

void Waits::setAlarm()
{
    m_alarmAt = m_waits.begin()->first;
    m_alarm->set(std::max(Time(0), m_alarmAt - m_clock.now()));
}

} // namespace overlap::net
