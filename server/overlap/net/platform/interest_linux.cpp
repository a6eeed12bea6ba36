#include "overlap/net/platform/interest_linux.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace overlap::net {

namespace {

quint64 keyOf(int descriptor, quint32 generation)
{
    return quint64(generation) << 32 | quint32(descriptor);
}

} // namespace

quint32 Interest::Watch::events() const
{
    quint32 events = 0;
    for (std::size_t type = 0; type < notifiers.size(); ++type)
        events |= notifiers[type] ? wanted[type] : 0;
    return finReported ? events & ~quint32(EPOLLRDHUP) : events;
}

void Interest::add(QSocketNotifier *notifier)
{
    const int descriptor = int(notifier->socket());
    if (std::size_t(descriptor) >= m_watches.size())
        m_watches.resize(std::size_t(descriptor) + 1);
    Watch &watch = m_watches[std::size_t(descriptor)];
    QSocketNotifier *&slot = watch.notifiers[std::size_t(notifier->type())];
    if (slot && slot != notifier)
        qWarning("Two socket notifiers of one type on descriptor %d", descriptor);
    slot = notifier;
    change(descriptor);
}

void Interest::remove(QSocketNotifier *notifier)
{
    const int descriptor = int(notifier->socket());
    if (std::size_t(descriptor) >= m_watches.size())
        return;
    Watch &watch = m_watches[std::size_t(descriptor)];
    QSocketNotifier *&slot = watch.notifiers[std::size_t(notifier->type())];
    if (slot != notifier)
        return;
    slot = nullptr;
    // Without a notifier, the descriptor may be closed unnoticed, and its number reused.
    if (watch.events() == 0) {
        ++watch.generation;
        watch.finReported = false;
    }
    change(descriptor);
}

void Interest::change(int descriptor)
{
    Watch &watch = m_watches[std::size_t(descriptor)];
    if (!std::exchange(watch.changed, true))
        m_changed.push_back(descriptor);
}

void Interest::apply()
{
    // By index, as apply() may disable notifiers, which appends to m_changed.
    for (std::size_t i = 0; i < m_changed.size(); ++i) { // NOLINT(modernize-loop-convert)
        const int descriptor = m_changed[i];
        Watch &watch = m_watches[std::size_t(descriptor)];
        watch.changed = false;
        apply(descriptor, watch);
    }
    m_changed.clear();
}

void Interest::apply(int descriptor, Watch &watch)
{
    const quint32 events = watch.events();
    std::erase(m_alwaysReady, descriptor);
    // A descriptor without notifiers is usually closed soon, and then leaves the epoll set by
    // itself. If it is not closed, dropUnwanted() removes it at its next event.
    if (events == 0 || (events == watch.knownEvents && watch.generation == watch.knownGeneration))
        return;
    epoll_event event{};
    event.events = events;
    event.data.u64 = keyOf(descriptor, watch.generation);
    const bool known = watch.knownEvents && watch.generation == watch.knownGeneration;
    int result = ::epoll_ctl(m_epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event);
    if (result != 0 && errno == ENOENT) // it was closed and opened again
        result = ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
    else if (result != 0 && errno == EEXIST) // it was not closed
        result = ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, descriptor, &event);
    watch.knownEvents = events;
    watch.knownGeneration = watch.generation;
    if (result == 0)
        return;
    watch.knownEvents = 0;
    if (errno == EPERM) {
        m_alwaysReady.push_back(descriptor);
    } else {
        qWarning("Socket notifiers of descriptor %d are disabled: %s", descriptor,
                 std::strerror(errno));
        disable(descriptor);
    }
}

void Interest::exceptionDelivered(const epoll_event &event)
{
    if (!(event.events & EPOLLRDHUP))
        return;
    const auto descriptor = int(event.data.u64 & 0xffffffff);
    m_watches[std::size_t(descriptor)].finReported = true;
    change(descriptor);
}

void Interest::dropUnwanted(const epoll_event &event)
{
    const auto descriptor = std::size_t(event.data.u64 & 0xffffffff);
    if (descriptor >= m_watches.size())
        return;
    Watch &watch = m_watches[descriptor];
    if (watch.events() != 0 || watch.knownEvents == 0)
        return;
    epoll_event ignored{};
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, int(descriptor), &ignored);
    watch.knownEvents = 0;
}

void Interest::disable(int descriptor)
{
    for (std::size_t type = 0; type < wanted.size(); ++type) {
        if (QSocketNotifier *notifier = m_watches[std::size_t(descriptor)].notifiers[type])
            notifier->setEnabled(false); // this calls remove()
    }
}

std::vector<epoll_event> Interest::alwaysReady() const
{
    std::vector<epoll_event> events;
    for (const int descriptor : m_alwaysReady) {
        const Watch &watch = m_watches[std::size_t(descriptor)];
        epoll_event event{};
        event.events = watch.events() & (EPOLLIN | EPOLLOUT);
        event.data.u64 = keyOf(descriptor, watch.generation);
        events.push_back(event);
    }
    return events;
}

QSocketNotifier *Interest::receiver(const epoll_event &event, QSocketNotifier::Type type) const
{
    const auto descriptor = std::size_t(event.data.u64 & 0xffffffff);
    const auto generation = quint32(event.data.u64 >> 32);
    if (descriptor >= m_watches.size() || m_watches[descriptor].generation != generation)
        return nullptr;
    return m_watches[descriptor].notifiers[std::size_t(type)];
}

} // namespace overlap::net
