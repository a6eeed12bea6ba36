#include "net/alarmtimer.h"

namespace overlap::net {

std::unique_ptr<Alarm> makeAlarm(bool, std::function<void()> goOff)
{
    return std::make_unique<AlarmTimer>(std::move(goOff));
}

} // namespace overlap::net
