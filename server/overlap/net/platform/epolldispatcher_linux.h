#pragma once

#include "overlap/net/platform/interest_linux.h"
#include "overlap/net/platform/timerheap.h"

#include <QAbstractEventDispatcher>

#include <atomic>

namespace overlap::net {

// Loop thread, except for wakeUp() and interrupt(), which any thread may call. An event dispatcher
// on epoll. The cost of an iteration depends on the events in it; Qt's own dispatchers poll all
// open descriptors. Set it with QThread::setEventDispatcher().
class EpollDispatcher : public QAbstractEventDispatcher
{
    Q_OBJECT
public:
    explicit EpollDispatcher(QObject *parent = nullptr);
    ~EpollDispatcher() override;

    // False if the kernel gave no descriptors: use Qt's own dispatcher then.
    bool isValid() const { return m_epoll >= 0 && m_wake >= 0; }

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int id, qint64 intervalMs, Qt::TimerType type, QObject *object) override;
    bool unregisterTimer(int id) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int id) override; // ms, rounded up; -1 if there is no such timer

    void wakeUp() override;
    void interrupt() override;

protected:
    // The two halves of processEvents(), for a dispatcher of another order. The first begins an
    // iteration; false if the loop was woken or interrupted meanwhile, so that it must not block.
    bool sendPostedEvents();
    // Sockets and timers, each at most once. Waits for one if it may block. Whether there was any.
    bool deliverReady(QEventLoop::ProcessEventsFlags flags, bool mayBlock);
    bool isInterrupted() const { return m_interrupted; }

private:
    using Time = TimerHeap::Time;
    enum class State : quint8 {
        Running,  // → Blocking (this thread), Woken (others)
        Blocking, // in the kernel. → Running (this thread), Woken (others, which write to m_wake)
        Woken,    // the next wait must not block. → Running (this thread)
    };

    Time waitFor(bool mayBlock, bool withTimers) const; // negative: without limit
    int wait(std::span<epoll_event> events, Time timeout);
    int waitForWakeUp(Time timeout); // only for wakeUp()
    int deliverNotifiers(std::span<const epoll_event> events);
    bool deliver(const epoll_event &event, QSocketNotifier::Type type);
    int deliverTimers();

    int m_epoll = -1;
    int m_wake = -1; // an eventfd
    Interest m_interest;
    TimerHeap m_timers;
    quint64 m_polls = 0; // how many waits; a nested one makes the events of the outer one stale
    std::atomic<State> m_state = State::Running;
    std::atomic<bool> m_interrupted = false;
};

} // namespace overlap::net
