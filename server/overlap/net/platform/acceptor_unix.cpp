#include "overlap/net/platform/acceptor.h"

#include "overlap/net/platform/descriptortransport_unix.h"

#include <QSocketNotifier>

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>

namespace overlap::net {

namespace {

constexpr int atOnce = 64;    // about a millisecond of the loop's time
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
        QObject::connect(&m_notifier, &QSocketNotifier::activated, [this] { accept(atOnce); });
    }

    void setEnabled(bool enabled) override { m_notifier.setEnabled(enabled); }
    void acceptAll() override { accept(backlog); }

private:
    void accept(int most)
    {
        while (most-- > 0 && m_notifier.isEnabled()) {
            sockaddr_storage address{};
            if (const int descriptor = acceptOne(m_descriptor, address); descriptor >= 0) {
                m_listener.accepted(descriptor, peerOf(address));
                continue;
            }
            switch (errno) {
            case EINTR:
            case ECONNABORTED: // reset while it waited
            case EPROTO: break;
            case EAGAIN: return;
            default: return m_listener.failed();
            }
        }
    }

    const int m_descriptor;
    const Listener m_listener;
    QSocketNotifier m_notifier;
};

} // namespace

std::unique_ptr<Acceptor> makeAcceptor(qintptr descriptor, Acceptor::Listener listener)
{
    return std::make_unique<DescriptorAcceptor>(int(descriptor), std::move(listener));
}

} // namespace overlap::net
