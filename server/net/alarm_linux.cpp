#include "net/alarmtimer.h"

#include <QSocketNotifier>

#include <algorithm>
#include <sys/timerfd.h>
#include <unistd.h>

namespace overlap::net {

namespace {

// On a timer descriptor, to the nanosecond, where QTimer counts in milliseconds.
class DescriptorAlarm : public Alarm
{
public:
    DescriptorAlarm(int descriptor, std::function<void()> goOff)
        : m_descriptor(descriptor)
        , m_notifier(descriptor, QSocketNotifier::Read)
    {
        QObject::connect(&m_notifier, &QSocketNotifier::activated,
                         [this, goOff = std::move(goOff)] {
                             cancel(); // which also takes back that it is readable
                             goOff();
                         });
    }
    ~DescriptorAlarm() override
    {
        m_notifier.setEnabled(false);
        ::close(m_descriptor);
    }

    // 0 would disarm it.
    void set(http::Time wait) override { arm(std::max(wait, http::Time(1))); }
    void cancel() override { arm(http::Time(0)); }

private:
    void arm(http::Time wait)
    {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
        const itimerspec time{{}, {time_t(seconds.count()), long((wait - seconds).count())}};
        ::timerfd_settime(m_descriptor, 0, &time, nullptr);
    }

    const int m_descriptor;
    QSocketNotifier m_notifier;
};

} // namespace

std::unique_ptr<Alarm> makeAlarm(bool portable, std::function<void()> goOff)
{
    const int descriptor =
        portable ? -1 : ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (descriptor < 0)
        return std::make_unique<AlarmTimer>(std::move(goOff));
    return std::make_unique<DescriptorAlarm>(descriptor, std::move(goOff));
}

} // namespace overlap::net
