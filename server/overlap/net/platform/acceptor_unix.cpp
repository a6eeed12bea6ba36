#include "overlap/net/platform/acceptor.h"

#include "overlap/net/platform/descriptortransport_unix.h"

#include <QSocketNotifier>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>

namespace overlap::net {

namespace {

constexpr int mostAtOnce = 64; // about a millisecond of the loop's time
constexpr int timesUntilMore = 4;
constexpr int backlog = 4096; // no more can wait

int acceptOne(int listener, sockaddr_storage &address)
{
    socklen_t size = sizeof address;
    auto *peer = reinterpret_cast<sockaddr *>(&address);
#ifdef SOCK_NONBLOCK
    return ::accept4(listener, peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
    const int descriptor = ::accept(listener, peer, &size);
    if (descriptor >= 0) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    }
    return descriptor;
#endif
}

// Unlike a QTcpServer, it does not accept all that wait at once, and forgets errors.
class DescriptorAcceptor : public Acceptor
{
public:
    DescriptorAcceptor(int descriptor, Listener listener)
        : m_descriptor(descriptor)
        , m_listener(std::move(listener))
        , m_notifier(descriptor, QSocketNotifier::Read)
    {
        QObject::connect(&m_notifier, &QSocketNotifier::activated, [this] { becameReadable(); });
    }

    void setEnabled(bool enabled) override { m_notifier.setEnabled(enabled); }
    void acceptAll() override { accept(backlog); }

private:
    // Accepts as many as there usually are, without asking whether there are more: if so, the
    // notifier is activated again.
    void becameReadable()
    {
        const int accepted = accept(m_atOnce);
        if (accepted < m_atOnce) {
            m_atOnce = std::max(1, accepted);
            m_timesFull = 0;
        } else if (++m_timesFull == timesUntilMore) {
            m_atOnce = std::min(2 * m_atOnce, mostAtOnce);
            m_timesFull = 0;
        }
    }

    int accept(int most)
    {
        int accepted = 0;
        while (accepted < most && m_notifier.isEnabled()) {
            sockaddr_storage address{};
            if (const int descriptor = acceptOne(m_descriptor, address); descriptor >= 0) {
                ++accepted;
                m_listener.accepted(descriptor, peerOf(address));
                continue;
            }
            switch (errno) {
            case EINTR:
            case ECONNABORTED: // reset while it waited
            case EPROTO: break;
            case EAGAIN: return accepted;
            default: m_listener.failed(); return accepted;
            }
        }
        return accepted;
    }

    const int m_descriptor;
    const Listener m_listener;
    QSocketNotifier m_notifier;
    int m_atOnce = 1;
    int m_timesFull = 0; // how often in turn there were so many
};

} // namespace

std::unique_ptr<Acceptor> makeAcceptor(qintptr descriptor, Acceptor::Listener listener)
{
    return std::make_unique<DescriptorAcceptor>(int(descriptor), std::move(listener));
}

} // namespace overlap::net
