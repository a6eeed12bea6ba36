#pragma once

#include <Qt>
#include <QtGlobal>

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

class QObject;

namespace overlap::net {

// Pure. The timers of an event dispatcher, in a binary heap. Starting and stopping one costs
// O(log n); in Qt's sorted list it costs O(n). The caller passes the time.
class TimerHeap
{
public:
    using Time = std::chrono::nanoseconds;

    struct Timer
    {
        int id;
        Qt::TimerType type;
        QObject *object;
        std::chrono::milliseconds interval;
        Time due;
        quint64 serial;     // differs from that of an earlier timer with the same id
        quint64 pass = 0;   // in which it was last delivered
        std::size_t at = 0; // its index in the heap; `outside` while it is being delivered
    };

    void add(int id, std::chrono::milliseconds interval, Qt::TimerType type, QObject *object,
             Time now);
    bool remove(int id);
    bool removeAll(const QObject *object);
    const Timer *find(int id) const;
    std::vector<const Timer *> of(const QObject *object) const;
    bool isEmpty() const { return m_timers.empty(); }

    // The earliest time of a timer that is not being delivered.
    std::optional<Time> nextDue() const;

    // Delivery: call beginPass(), then takeDue() and delivered() for each timer that is due. A
    // timer comes at most once in a pass, and never within its own delivery. Its next time is
    // computed before the delivery. Between the two calls, timers may be added and removed.
    struct Due
    {
        int id;
        quint64 serial;
        QObject *object;
    };
    quint64 beginPass() { return ++m_pass; }
    std::optional<Due> takeDue(quint64 pass, Time now);
    void delivered(const Due &due); // the timer may have been removed

private:
    static constexpr std::size_t outside = std::size_t(-1);
    static bool before(const Timer &a, const Timer &b);
    static Time dueAfter(const Timer &timer, Time from);
    void push(Timer &timer);
    void pull(Timer &timer);
    void siftUp(std::size_t at);
    void siftDown(std::size_t at);
    void place(Timer *timer, std::size_t at);

    std::unordered_map<int, std::unique_ptr<Timer>> m_timers;
    std::vector<Timer *> m_heap;
    quint64 m_serial = 0;
    quint64 m_pass = 0;
};

} // namespace overlap::net
