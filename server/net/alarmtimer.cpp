#include "net/alarmtimer.h"

#include <algorithm>
#include <limits>

namespace overlap::net {

AlarmTimer::AlarmTimer(std::function<void()> goOff)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse one may come 5 % early
    QObject::connect(&m_timer, &QTimer::timeout, std::move(goOff));
}

void AlarmTimer::set(http::Time wait)
{
    const auto wholeMs = std::chrono::ceil<std::chrono::milliseconds>(wait).count();
    // A later one than a timer can be set to goes off early, and is set again.
    m_timer.start(int(std::clamp<qint64>(wholeMs, 0, std::numeric_limits<int>::max())));
}

} // namespace overlap::net
