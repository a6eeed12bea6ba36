#include "overlap/net/waits.h"

#include <algorithm>
#include <limits>

namespace overlap::net {

namespace {

// Whatever else happens on the loop gets its turn in between.
constexpr int wakesAtOnce = 128;

} // namespace

Waits::Waits(Clock clock, std::function<void(quint32 connection)> over)
    : m_clock(clock)
    , m_over(std::move(over))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse one may come 5 % early
    QObject::connect(&m_timer, &QTimer::timeout, [this] { endThoseDue(); });
}

void Waits::add(quint32 connection, Time due)
{
    m_waits.emplace(due, connection);
    if (due < m_timerAt)
        setTimer();
}

// The timer stays as it is: one that fires for nothing costs less than setting it each time.
void Waits::remove(quint32 connection, Time due)
{
    m_waits.erase({due, connection});
}

void Waits::endThoseDue()
{
    const Time now = m_clock.now();
    m_timerAt = Time::min(); // set below, once
    for (int i = 0; i < wakesAtOnce && !m_waits.empty() && m_waits.begin()->first <= now; ++i) {
        const quint32 connection = m_waits.begin()->second;
        m_waits.erase(m_waits.begin());
        m_over(connection);
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
    // A later one than a timer can be set to fires early, and is set again.
    m_timer.start(int(std::min<qint64>(wholeMs, std::numeric_limits<int>::max())));
}

} // namespace overlap::net
