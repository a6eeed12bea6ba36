#pragma once

#include "net/alarm.h"

#include <QTimer>

namespace overlap::net {

// Loop thread. An alarm on a QTimer: the portable one, to the millisecond.
class AlarmTimer : public Alarm
{
public:
    explicit AlarmTimer(std::function<void()> goOff);

    void set(http::Time wait) override;
    void cancel() override { m_timer.stop(); }

private:
    QTimer m_timer;
};

} // namespace overlap::net
