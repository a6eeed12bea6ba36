#include "overlap/net/waits.h"

#include <algorithm>
#include <limits>

namespace overlap::net {

namespace {

// Then the loop handles other events before it goes on.
constexpr int wakesAtOnce = 128;

} // namespace

Waits::Waits(Clock clock, std::function<void(quint32 connection)> wake)
    : m_clock(clock)
    , m_wake(std::move(wake))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse timer may fire 5 % early
    QObject::connect(&m_timer, &QTimer::timeout, [this] { wakeDue(); });
}

void Waits::add(quint32 connection, Time due)
{
    m_waits.emplace(due, connection);
    if (due < m_timerAt)
        setTimer();
}

// The timer is not changed: a useless timeout costs less than setting it each time.
void Waits::remove(quint32 connection, Time due)
{
    m_waits.erase({due, connection});
}

void Waits::wakeDue()
{
    const Time now = m_clock.now();
    m_timerAt = Time::min(); // so that add() does not set the timer; it is set below, once
    for (int i = 0; i < wakesAtOnce && !m_waits.empty() && m_waits.begin()->first <= now; ++i) {
        const quint32 connection = m_waits.begin()->second;
        m_waits.erase(m_waits.begin());
        m_wake(connection);
    }
    m_timerAt = http::never;
    if (!m_waits.empty())
        setTimer();
}

void Waits::setTimer()
{
    m_timerAt = m_waits.begin()->first;
    const Time left = std::max(Time(0), m_timerAt - m_clock.now());
    const auto wholeMs = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    // For a time beyond a timer's range, it fires early and is set again.
    m_timer.start(int(std::min<qint64>(wholeMs, std::numeric_limits<int>::max())));
}

} // namespace overlap::net
