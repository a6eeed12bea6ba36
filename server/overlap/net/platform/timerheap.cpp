#include "overlap/net/platform/timerheap.h"

#include <algorithm>

namespace overlap::net {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A coarse timer may be up to 5 % late, so that timers of one kind wake the loop together.
TimerHeap::Time coarseDue(TimerHeap::Time due, milliseconds interval)
{
    const TimerHeap::Time slack = interval / 20;
    if (slack < milliseconds(1))
        return due;
    TimerHeap::Time step = milliseconds(1);
    while (step * 2 <= slack)
        step *= 2;
    return (due + step - TimerHeap::Time(1)) / step * step;
}

} // namespace

void TimerHeap::add(int id, milliseconds interval, Qt::TimerType type, QObject *object, Time now)
{
    remove(id);
    if (type == Qt::VeryCoarseTimer)
        interval = std::chrono::round<seconds>(interval);
    auto timer = std::make_unique<Timer>(Timer{id, type, object, interval, {}, ++m_serial});
    timer->due = dueAfter(*timer, now);
    push(*timer);
    m_timers.emplace(id, std::move(timer));
}

bool TimerHeap::remove(int id)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end())
        return false;
    pull(*found->second);
    m_timers.erase(found);
    return true;
}

bool TimerHeap::removeAll(const QObject *object)
{
    const std::vector<const Timer *> timers = of(object);
    for (const Timer *timer : timers)
        remove(timer->id);
    return !timers.empty();
}

const TimerHeap::Timer *TimerHeap::find(int id) const
{
    const auto found = m_timers.find(id);
    return found == m_timers.end() ? nullptr : found->second.get();
}

std::vector<const TimerHeap::Timer *> TimerHeap::of(const QObject *object) const
{
    std::vector<const Timer *> timers;
    for (const auto &[id, timer] : m_timers) {
        if (timer->object == object)
            timers.push_back(timer.get());
    }
    return timers;
}

std::optional<TimerHeap::Time> TimerHeap::nextDue() const
{
    return m_heap.empty() ? std::nullopt : std::optional(m_heap.front()->due);
}

std::optional<TimerHeap::Due> TimerHeap::takeDue(quint64 pass, Time now)
{
    // Of timers with the same time, those already delivered in this pass, or in a nested one, are
    // last in the heap.
    if (m_heap.empty() || m_heap.front()->due > now || m_heap.front()->pass >= pass)
        return std::nullopt;
    Timer &timer = *m_heap.front();
    pull(timer);
    timer.pass = pass;
    timer.due = dueAfter(timer, timer.due);
    if (timer.due < now) // missed timeouts are skipped
        timer.due = dueAfter(timer, now);
    return Due{timer.id, timer.serial, timer.object};
}

void TimerHeap::delivered(const Due &due)
{
    const auto found = m_timers.find(due.id);
    if (found != m_timers.end() && found->second->serial == due.serial)
        push(*found->second);
}

bool TimerHeap::before(const Timer &a, const Timer &b)
{
    return a.due != b.due ? a.due < b.due : a.pass < b.pass;
}

TimerHeap::Time TimerHeap::dueAfter(const Timer &timer, Time from)
{
    const Time due = from + timer.interval;
    return timer.type == Qt::PreciseTimer ? due : coarseDue(due, timer.interval);
}

void TimerHeap::push(Timer &timer)
{
    m_heap.push_back(&timer);
    timer.at = m_heap.size() - 1;
    siftUp(timer.at);
}

void TimerHeap::pull(Timer &timer)
{
    if (timer.at == outside)
        return;
    const std::size_t at = std::exchange(timer.at, outside);
    Timer *const last = m_heap.back();
    m_heap.pop_back();
    if (last == &timer)
        return;
    place(last, at);
    siftUp(at);
    siftDown(last->at);
}

void TimerHeap::siftUp(std::size_t at)
{
    Timer *const timer = m_heap[at];
    while (at > 0) {
        const std::size_t parent = (at - 1) / 2;
        if (!before(*timer, *m_heap[parent]))
            break;
        place(m_heap[parent], at);
        at = parent;
    }
    place(timer, at);
}

void TimerHeap::siftDown(std::size_t at)
{
    Timer *const timer = m_heap[at];
    for (;;) {
        std::size_t child = 2 * at + 1;
        if (child >= m_heap.size())
            break;
        if (child + 1 < m_heap.size() && before(*m_heap[child + 1], *m_heap[child]))
            ++child;
        if (!before(*m_heap[child], *timer))
            break;
        place(m_heap[child], at);
        at = child;
    }
    place(timer, at);
}

void TimerHeap::place(Timer *timer, std::size_t at)
{
    m_heap[at] = timer;
    timer->at = at;
}

} // namespace overlap::net
