#pragma once

#include "overlap/net/platform/interest_linux.h"
#include "overlap/net/platform/timerheap.h"

#include <QAbstractEventDispatcher>

#include <atomic>

namespace overlap::net {

// Loop thread, but for wakeUp() and interrupt(), which are for any. An event dispatcher on epoll:
// what a turn costs depends on what happened in it, not on how many descriptors are open, as with
// Qt's own dispatchers, which poll all of them. To be set with QThread::setEventDispatcher().
class EpollDispatcher : public QAbstractEventDispatcher
{
    Q_OBJECT
public:
    explicit EpollDispatcher(QObject *parent = nullptr);
    ~EpollDispatcher() override;

    // False where the kernel gave no descriptors: use Qt's own dispatcher.
    bool isValid() const { return m_epoll >= 0 && m_wake >= 0; }

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int id, qint64 intervalMs, Qt::TimerType type, QObject *object) override;
    bool unregisterTimer(int id) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int id) override; // ms, rounded up; -1: no such timer

    void wakeUp() override;
    void interrupt() override;

private:
    using Time = TimerHeap::Time;
    enum class State : quint8 {
        Running,  // → Blocking (this thread), Woken (others)
        Blocking, // in the kernel. → Running (this thread), Woken (others: who write to m_wake)
        Woken,    // the next wait must not block. → Running (this thread)
    };

    Time waitFor(bool mayBlock, bool withTimers) const; // negative: for ever
    int wait(std::span<epoll_event> events, Time timeout);
    int waitForWakeUp(Time timeout); // and for nothing else
    int deliverNotifiers(std::span<const epoll_event> events);
    bool deliver(const epoll_event &event, QSocketNotifier::Type type);
    int deliverTimers();

    int m_epoll = -1;
    int m_wake = -1; // an eventfd
    Interest m_interest;
    TimerHeap m_timers;
    quint64 m_polls = 0; // counts waits: what an outer one fetched is stale after an inner one
    std::atomic<State> m_state = State::Running;
    std::atomic<bool> m_interrupted = false;
};

} // namespace overlap::net
