#pragma once

#include <QSocketNotifier>

#include <sys/epoll.h>

#include <array>
#include <span>
#include <vector>

namespace overlap::net {

// Loop thread. The socket notifiers of each descriptor, and the epoll set that they need. Only
// apply() changes the epoll set, so a notifier that is enabled and disabled between two waits costs
// nothing.
class Interest
{
public:
    explicit Interest(int epoll) : m_epoll(epoll) {}

    void add(QSocketNotifier *notifier);
    void remove(QSocketNotifier *notifier);
    void apply();

    // Descriptors that epoll refuses, such as regular files. For poll() they are always ready.
    bool hasAlwaysReady() const { return !m_alwaysReady.empty(); }
    std::vector<epoll_event> alwaysReady() const;

    // Whether notifiers of this type may get the event.
    static bool concerns(const epoll_event &event, QSocketNotifier::Type type)
    {
        return event.events & (wanted[std::size_t(type)] | trouble);
    }
    // The notifier for an event that concerns its type. Call it before each delivery, as deliveries
    // may change notifiers. Null if there is none, or if the descriptor was closed and reused since
    // the event.
    QSocketNotifier *receiver(const epoll_event &event, QSocketNotifier::Type type) const;

    // Call it with each event that an Exception notifier gets. Epoll would report a FIN again and
    // again; after this it does not, so that the notifier still gets what follows, such as a reset.
    void exceptionDelivered(const epoll_event &event);
    // Call it with each event that nobody got. Removes its descriptor from the epoll set if it has
    // no notifier any more.
    void dropUnwanted(const epoll_event &event);

private:
    // What epoll reports for each type. A FIN is not an exception for poll(). But a transport that
    // does not read has no other way to notice it.
    static constexpr std::array<quint32, 3> wanted{EPOLLIN, EPOLLOUT, EPOLLPRI | EPOLLRDHUP};
    // Epoll always reports these. Any notifier gets them: its next call on the descriptor returns
    // the error.
    static constexpr quint32 trouble = EPOLLHUP | EPOLLERR;

    struct Watch
    {
        std::array<QSocketNotifier *, 3> notifiers{}; // by QSocketNotifier::Type
        quint32 generation = 0; // grows whenever the descriptor may have been closed and reused
        quint32 knownGeneration = 0; // as in the epoll set
        quint32 knownEvents = 0;     // as in the epoll set; 0: it is not there
        bool changed = false;        // listed in m_changed
        bool finReported = false;    // in this generation

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
