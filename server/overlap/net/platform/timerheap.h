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

// Pure. The timers of an event dispatcher, in a heap by when they are due: starting and stopping
// one costs O(log n), where Qt's sorted list pays for each with a walk. Time is an argument.
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
        quint64 serial;     // tells a timer from an earlier one of the same id
        quint64 pass = 0;   // in which it was last delivered
        std::size_t at = 0; // its place in the heap; outside: being delivered
    };

    void add(int id, std::chrono::milliseconds interval, Qt::TimerType type, QObject *object,
             Time now);
    bool remove(int id);
    bool removeAll(const QObject *object);
    const Timer *find(int id) const;
    std::vector<const Timer *> of(const QObject *object) const;
    bool isEmpty() const { return m_timers.empty(); }

    // When the next one is due that is not being delivered.
    std::optional<Time> nextDue() const;

    // Delivering: what is due now, each at most once a pass (which one is told by beginPass()), and
    // none within its own delivery. The next round is computed before the delivery. Between
    // takeDue() and delivered() anything may happen to any timer.
    struct Due
    {
        int id;
        quint64 serial;
        QObject *object;
    };
    quint64 beginPass() { return ++m_pass; }
    std::optional<Due> takeDue(quint64 pass, Time now);
    void delivered(const Due &due); // the timer may be gone meanwhile

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
