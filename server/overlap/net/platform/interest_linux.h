#pragma once

#include <QSocketNotifier>

#include <sys/epoll.h>

#include <array>
#include <span>
#include <vector>

namespace overlap::net {

// Loop thread. Which socket notifiers want what of which descriptor, kept equal to an epoll set.
// Changes reach the kernel by apply() only, so that one that is turned on and off between two waits
// costs nothing.
class Interest
{
public:
    explicit Interest(int epoll) : m_epoll(epoll) {}

    void add(QSocketNotifier *notifier);
    void remove(QSocketNotifier *notifier);
    void apply();

    // Descriptors that epoll refuses and poll calls always ready, such as regular files.
    bool hasAlwaysReady() const { return !m_alwaysReady.empty(); }
    std::vector<epoll_event> alwaysReady() const;

    // Who wants to know of an event, by QSocketNotifier::Type; asked again before each delivery, as
    // deliveries change the interest. Null where nobody does, or the descriptor has been closed and
    // reused since the event.
    QSocketNotifier *receiver(const epoll_event &event, QSocketNotifier::Type type) const;

    // To be called with each event that an Exception notifier gets: a FIN, which is reported for
    // ever, is told once, so that what comes then is heard too.
    void told(const epoll_event &event);
    // To be called with each event once it was delivered: stops those that nobody wants.
    void dropUnwanted(const epoll_event &event);

private:
    struct Watch
    {
        std::array<QSocketNotifier *, 3> notifiers{}; // by QSocketNotifier::Type
        quint32 generation = 0;      // counts the lives of the descriptor, as far as can be seen
        quint32 knownGeneration = 0; // what the kernel was told
        quint32 knownEvents = 0;
        bool changed = false; // listed in m_changed
        bool finTold = false; // in this life

        quint32 events() const;
    };

    void change(int descriptor);
    void apply(int descriptor, Watch &watch);
    void disable(int descriptor);

    const int m_epoll;
    std::vector<Watch> m_watches; // by descriptor
    std::vector<int> m_changed;
    std::vector<int> m_alwaysReady;
};

} // namespace overlap::net
