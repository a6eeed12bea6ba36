#include "overlap/net/platform/connector_unix.h"

#include "overlap/net/platform/descriptortransport_unix.h"
#include "overlap/net/platform/nativesocket.h"

#include <QSocketNotifier>
#include <QtEndian>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

namespace overlap::net {

namespace {

ConnectError errorOf(int error)
{
    switch (error) {
    case ECONNREFUSED:
    case ECONNRESET: return ConnectError::Refused;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EAGAIN: // Linux has no port left
        return ConnectError::Exhausted;
    case EADDRNOTAVAIL: // no port left, or the machine has no such address
    default: return ConnectError::Unreachable;
    }
}

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;
};

SocketAddress addressOf(const ConnectTo &to)
{
    SocketAddress address;
    if (to.address.protocol() == QAbstractSocket::IPv4Protocol) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = qToBigEndian(to.port);
        in.sin_addr.s_addr = qToBigEndian(to.address.toIPv4Address());
        address.size = sizeof in;
        std::memcpy(&address.storage, &in, sizeof in);
        return address;
    }
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6;
    in6.sin6_port = qToBigEndian(to.port);
    const Q_IPV6ADDR bytes = to.address.toIPv6Address();
    std::memcpy(&in6.sin6_addr, &bytes, sizeof bytes);
    in6.sin6_scope_id = to.address.scopeId().toUInt(); // a number; names need if_nametoindex()
    address.size = sizeof in6;
    std::memcpy(&address.storage, &in6, sizeof in6);
    return address;
}

int newSocket(int family)
{
#ifdef SOCK_NONBLOCK
    return ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
#else
    const int descriptor = ::socket(family, SOCK_STREAM, 0);
    if (descriptor >= 0) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    }
    return descriptor;
#endif
}

// A port that nobody listens at can be given to the very socket that looks for it.
bool isConnectedToItself(int descriptor)
{
    sockaddr_storage own{};
    sockaddr_storage other{};
    socklen_t ownSize = sizeof own;
    socklen_t otherSize = sizeof other;
    ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&own), &ownSize);
    ::getpeername(descriptor, reinterpret_cast<sockaddr *>(&other), &otherSize);
    const Transport::Peer a = peerOf(own);
    const Transport::Peer b = peerOf(other);
    return a.port == b.port && a.address == b.address;
}

class DescriptorConnector final : public Connector
{
public:
    DescriptorConnector(const ConnectTo &to, Done done) : m_done(std::move(done))
    {
        if (const int error = begin(to); error != EINPROGRESS)
            QMetaObject::invokeMethod(
                &m_context, [this, error] { end(error); }, Qt::QueuedConnection);
    }

    ~DescriptorConnector() override
    {
        forget();
        if (m_descriptor >= 0)
            closeDescriptor(m_descriptor);
    }

private:
    int begin(const ConnectTo &to) // an error number; 0: it is connected
    {
        const SocketAddress address = addressOf(to);
        m_descriptor = newSocket(address.storage.ss_family);
        if (m_descriptor < 0)
            return errno;
        if (to.kernelBuffer > 0)
            setKernelBuffers(m_descriptor, to.kernelBuffer);
        const int on = 1; // requests are written whole: to wait for more would only delay them
        ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address.storage),
                      address.size) == 0)
            return 0;
        if (errno != EINPROGRESS && errno != EINTR)
            return errno;
        m_writable = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Write);
        QObject::connect(m_writable.get(), &QSocketNotifier::activated, &m_context, [this] {
            int error = 0;
            socklen_t size = sizeof error;
            ::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
            end(error);
        });
        return EINPROGRESS;
    }

    void end(int error)
    {
        forget();
        if (error == 0 && isConnectedToItself(m_descriptor))
            error = ECONNREFUSED;
        const Done done = std::move(m_done);
        if (error != 0)
            return done(nullptr, errorOf(error));
        done(std::make_unique<DescriptorTransport>(std::exchange(m_descriptor, -1)),
             ConnectError::None);
    }

    // It may be the one that is activated.
    void forget()
    {
        if (!m_writable)
            return;
        m_writable->setEnabled(false);
        m_writable->disconnect();
        m_writable.release()->deleteLater();
    }

    Done m_done;
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_writable;
    QObject m_context;
};

} // namespace

std::unique_ptr<Connector> connectDescriptor(const ConnectTo &to, Connector::Done done)
{
    return std::make_unique<DescriptorConnector>(to, std::move(done));
}

} // namespace overlap::net
