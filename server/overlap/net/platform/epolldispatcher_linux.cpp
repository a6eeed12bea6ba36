#include "overlap/net/platform/epolldispatcher_linux.h"

#include "overlap/net/platform/epollwait_linux.h"

#include <QCoreApplication>
#include <QEvent>
#include <QTimerEvent>

#include <array>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace overlap::net {

namespace {

constexpr quint64 wakeKey = ~0ull; // no descriptor has this number
constexpr std::size_t eventsAtOnce = 256;

TimerHeap::Time now()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

} // namespace

EpollDispatcher::EpollDispatcher(QObject *parent)
    : QAbstractEventDispatcher(parent)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_interest(m_epoll)
{
    epoll_event event{};
    // Edge-triggered: each write is an event, and nobody needs to read it.
    event.events = EPOLLIN | EPOLLET;
    event.data.u64 = wakeKey;
    if (isValid())
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wake, &event);
}

EpollDispatcher::~EpollDispatcher()
{
    for (const int descriptor : {m_epoll, m_wake}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    const bool mayBlock = sendPostedEvents() && flags.testFlag(QEventLoop::WaitForMoreEvents);
    if (mayBlock)
        Q_EMIT aboutToBlock();
    return !m_interrupted && deliverReady(flags, mayBlock);
}

bool EpollDispatcher::sendPostedEvents()
{
    m_interrupted = false;
    // The line above may have cleared an interrupt() that came just before, such as the exit of the
    // calling event loop. It also called wakeUp(), so after a wake-up this must not block.
    const bool woken = m_state.exchange(State::Running) == State::Woken;
    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();
    return !woken && !m_interrupted && m_state == State::Running;
}

bool EpollDispatcher::deliverReady(QEventLoop::ProcessEventsFlags flags, bool mayBlock)
{
    const bool withTimers = !flags.testFlag(QEventLoop::X11ExcludeTimers);
    const bool withNotifiers = !flags.testFlag(QEventLoop::ExcludeSocketNotifiers);
    if (withNotifiers) {
        m_interest.apply();
        mayBlock = mayBlock && !m_interest.hasAlwaysReady();
    }
    std::array<epoll_event, eventsAtOnce> buffer;
    const Time timeout = waitFor(mayBlock, withTimers);
    const int fetched = withNotifiers ? wait(buffer, timeout) : waitForWakeUp(timeout);
    int delivered = 0;
    if (withNotifiers) {
        delivered += deliverNotifiers(std::span(buffer).first(std::size_t(fetched)));
        if (m_interest.hasAlwaysReady())
            delivered += deliverNotifiers(m_interest.alwaysReady());
    }
    if (withTimers)
        delivered += deliverTimers();
    return delivered > 0 || fetched > 0;
}

EpollDispatcher::Time EpollDispatcher::waitFor(bool mayBlock, bool withTimers) const
{
    if (!mayBlock)
        return Time(0);
    const std::optional<Time> due = withTimers ? m_timers.nextDue() : std::nullopt;
    return due ? std::max(Time(0), *due - now()) : Time(-1);
}

int EpollDispatcher::wait(std::span<epoll_event> events, Time timeout)
{
    // From Blocking on, wakeUp() writes to the eventfd. If it was called before, the state is
    // Woken.
    State expected = State::Running;
    if (timeout.count() != 0 && !m_state.compare_exchange_strong(expected, State::Blocking))
        timeout = Time(0);
    const int fetched = epollWait(m_epoll, events, timeout);
    m_state = State::Running; // Woken may be lost: the next call sends posted events anyway
    ++m_polls;
    return fetched;
}

int EpollDispatcher::waitForWakeUp(Time timeout)
{
    State expected = State::Running;
    if (timeout.count() == 0 || !m_state.compare_exchange_strong(expected, State::Blocking))
        return 0;
    pollfd wake{m_wake, POLLIN, 0};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(timeout);
    const timespec time{time_t(seconds.count()), long((timeout - seconds).count())};
    const int fetched = ::ppoll(&wake, 1, timeout.count() < 0 ? nullptr : &time, nullptr);
    m_state = State::Running;
    quint64 count = 0; // poll() is level-triggered, so the eventfd must be read
    [[maybe_unused]] const auto read = ::read(m_wake, &count, sizeof count);
    return std::max(0, fetched);
}

int EpollDispatcher::deliverNotifiers(std::span<const epoll_event> events)
{
    const quint64 polls = m_polls;
    int delivered = 0;
    for (const epoll_event &event : events) {
        const int before = delivered;
        for (const auto type :
             {QSocketNotifier::Exception, QSocketNotifier::Read, QSocketNotifier::Write}) {
            // A nested event loop has polled. Epoll will report these events again
            // (level-triggered).
            if (m_polls != polls)
                return delivered;
            if (Interest::concerns(event, type))
                delivered += deliver(event, type);
        }
        if (delivered == before)
            m_interest.dropUnwanted(event);
    }
    return delivered;
}

bool EpollDispatcher::deliver(const epoll_event &event, QSocketNotifier::Type type)
{
    QSocketNotifier *const receiver = m_interest.receiver(event, type);
    if (!receiver)
        return false;
    if (type == QSocketNotifier::Exception)
        m_interest.exceptionDelivered(event);
    QEvent activation(QEvent::SockAct);
    QCoreApplication::sendEvent(receiver, &activation);
    return true;
}

int EpollDispatcher::deliverTimers()
{
    if (m_timers.isEmpty())
        return 0;
    const quint64 pass = m_timers.beginPass();
    const Time time = now();
    int delivered = 0;
    while (const std::optional<TimerHeap::Due> due = m_timers.takeDue(pass, time)) {
        QTimerEvent event(due->id);
        QCoreApplication::sendEvent(due->object, &event);
        m_timers.delivered(*due);
        ++delivered;
    }
    return delivered;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    m_interest.add(notifier);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    m_interest.remove(notifier);
}

void EpollDispatcher::registerTimer(int id, qint64 intervalMs, Qt::TimerType type, QObject *object)
{
    m_timers.add(id, std::chrono::milliseconds(intervalMs), type, object, now());
}

bool EpollDispatcher::unregisterTimer(int id)
{
    return m_timers.remove(id);
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    return m_timers.removeAll(object);
}

QList<EpollDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    QList<TimerInfo> list;
    for (const TimerHeap::Timer *timer : m_timers.of(object))
        list.append(TimerInfo(timer->id, int(timer->interval.count()), timer->type));
    return list;
}

int EpollDispatcher::remainingTime(int id)
{
    const TimerHeap::Timer *timer = m_timers.find(id);
    if (!timer)
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(timer->due - now());
    return int(std::max<qint64>(0, left.count()));
}

void EpollDispatcher::wakeUp()
{
    if (m_state.exchange(State::Woken) != State::Blocking)
        return;
    const quint64 one = 1;
    [[maybe_unused]] const auto written = ::write(m_wake, &one, sizeof one);
}

void EpollDispatcher::interrupt()
{
    m_interrupted = true;
    wakeUp();
}

} // namespace overlap::net
