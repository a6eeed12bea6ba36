#include "overlap/net/platform/descriptortransport_unix.h"

#include "overlap/net/filebytes.h"
#include "overlap/net/platform/nativesocket.h"

#include <QEvent>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <utility>

namespace overlap::net {

namespace {

#ifdef MSG_NOSIGNAL
constexpr int sendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
#else
constexpr int sendFlags = MSG_DONTWAIT; // SO_NOSIGPIPE is set instead
#endif
#ifdef MSG_MORE
constexpr int moreFollows = MSG_MORE; // the kernel waits for it before it sends a small segment
#else
constexpr int moreFollows = 0;
#endif

bool isTransient(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

} // namespace

DescriptorTransport::DescriptorTransport(int descriptor)
    : m_descriptor(descriptor)
    , m_reading(*this, QSocketNotifier::Read, &DescriptorTransport::becameReadable)
{
    prepare();
}

DescriptorTransport::~DescriptorTransport()
{
    close(false);
}

bool DescriptorTransport::Notifier::event(QEvent *event)
{
    if (event->type() != QEvent::SockAct)
        return QSocketNotifier::event(event);
    (m_transport.*m_told)();
    return true;
}

void DescriptorTransport::prepare()
{
#ifdef SO_NOSIGPIPE
    const int on = 1;
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

// A notifier costs more than all the rest.
bool DescriptorTransport::reopen(qintptr descriptor)
{
    m_descriptor = int(descriptor);
    prepare();
    m_writing.reset();
    m_trouble.reset();
    m_unsent = {};
    m_unsentFrom = 0;
    m_received = m_finished = m_finReported = m_shutDown = false;
    m_reading.setSocket(descriptor);
    m_reading.setEnabled(true);
    return true;
}

Transport::Peer peerOf(const sockaddr_storage &address)
{
    Transport::Peer peer;
    if (address.ss_family == AF_INET6) {
        sockaddr_in6 in6;
        std::memcpy(&in6, &address, sizeof in6);
        std::memcpy(peer.address.data(), &in6.sin6_addr, sizeof in6.sin6_addr);
        peer.port = qFromBigEndian(in6.sin6_port);
    } else if (address.ss_family == AF_INET) {
        sockaddr_in in;
        std::memcpy(&in, &address, sizeof in);
        peer.address[10] = peer.address[11] = 0xff;
        std::memcpy(peer.address.data() + 12, &in.sin_addr, sizeof in.sin_addr);
        peer.port = qFromBigEndian(in.sin_port);
    }
    return peer;
}

Transport::Peer DescriptorTransport::peer() const
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getpeername(m_descriptor, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return {};
    return peerOf(address);
}

qint64 DescriptorTransport::receive(char *buffer, qint64 size)
{
    if (m_descriptor < 0 || m_finished)
        return 0;
    m_received = true;
    const ssize_t count = ::recv(m_descriptor, buffer, std::size_t(size), MSG_DONTWAIT);
    if (count > 0 && !m_reading.isEnabled())
        watch(true);
    if (count > 0)
        return count;
    const int error = errno;
    m_reading.setEnabled(true);
    if (count == 0) {
        m_finished = true;
        listener().peerFinished();
    } else if (!isTransient(error)) {
        fail();
    }
    return 0;
}

void DescriptorTransport::becameReadable()
{
    m_received = false;
    listener().readable();
    // The listener did not read, or a FIN is there. Epoll would report that in each iteration, so
    // the notifier is disabled until the next receive().
    if ((!m_received || m_finished) && m_descriptor >= 0)
        watch(false);
}

// While nobody reads, an Exception notifier still reports a reset, and on some platforms a FIN.
void DescriptorTransport::watch(bool reads)
{
    m_reading.setEnabled(reads);
    if (!reads && !m_trouble)
        m_trouble = std::make_unique<Notifier>(*this, QSocketNotifier::Exception,
                                               &DescriptorTransport::becameTroubled);
    if (m_trouble)
        m_trouble->setEnabled(!reads);
}

void DescriptorTransport::becameTroubled()
{
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0)
        return fail();
    if (!m_finReported && hasPeerFinished(m_descriptor)) {
        m_finReported = true; // a reset may follow
        listener().peerFinished();
    } else {
        m_trouble->setEnabled(false); // urgent data, which would be reported in each iteration
    }
}

void DescriptorTransport::catchUp()
{
    listener().readable();
}

void DescriptorTransport::send(std::span<const QByteArray> pieces, bool thenFin)
{
    if (m_descriptor < 0)
        return;
    if (!m_unsent.empty())
        return keep(pieces);
    const Written written = write(pieces, 0, thenFin ? moreFollows : 0);
    if (written.isBroken)
        return fail();
    if (!written.all) {
        keep(pieces);
        dropWritten(written.bytes);
    }
    if (written.bytes > 0)
        listener().sent(written.bytes);
}

// Shares the pieces until the kernel takes them.
void DescriptorTransport::keep(std::span<const QByteArray> pieces)
{
    m_unsent.insert(m_unsent.end(), pieces.begin(), pieces.end());
    if (!m_writing)
        m_writing = std::make_unique<Notifier>(*this, QSocketNotifier::Write,
                                               &DescriptorTransport::becameWritable);
    m_writing->setEnabled(true);
}

void DescriptorTransport::dropWritten(qint64 bytes)
{
    m_unsentFrom += bytes;
    auto first = m_unsent.begin();
    for (; first != m_unsent.end() && m_unsentFrom >= first->size(); ++first)
        m_unsentFrom -= first->size();
    m_unsent.erase(m_unsent.begin(), first);
}

void DescriptorTransport::becameWritable()
{
    const Written written = write(m_unsent, m_unsentFrom, 0);
    if (written.isBroken)
        return fail();
    dropWritten(written.bytes);
    if (written.all) {
        m_unsent = {}; // frees its memory
        m_writing->setEnabled(false);
        if (m_shutDown)
            net::shutdownWrite(m_descriptor);
    }
    if (written.bytes > 0)
        listener().sent(written.bytes);
}

DescriptorTransport::Written DescriptorTransport::write(std::span<const QByteArray> pieces,
                                                        qsizetype from, int flags)
{
    std::array<iovec, 64> vectors;
    Written written;
    while (!pieces.empty()) {
        std::size_t count = 0; // of pieces that go into one call
        qint64 size = -from;
        qint64 sent = 0;
        if (const auto range = fileRangeOf(QByteArrayView(pieces.front()).sliced(from))) {
            count = 1;
            size = range->size;
            sent = sendRange(m_descriptor, *range);
        } else {
            do {
                const QByteArray &piece = pieces[count];
                vectors[count++] = {const_cast<char *>(piece.data()), std::size_t(piece.size())};
                size += piece.size();
            } while (count < pieces.size() && count < vectors.size() &&
                     !fileRangeOf(pieces[count]));
            vectors[0].iov_base = static_cast<char *>(vectors[0].iov_base) + from;
            vectors[0].iov_len -= std::size_t(from);
            msghdr message{};
            message.msg_iov = vectors.data();
            message.msg_iovlen = decltype(message.msg_iovlen)(count);
            sent = count == 1 ? ::send(m_descriptor, vectors[0].iov_base, vectors[0].iov_len,
                                       sendFlags | flags) // it costs a little less
                              : ::sendmsg(m_descriptor, &message, sendFlags | flags);
        }
        if (sent < 0) {
            written.isBroken = !isTransient(errno);
            return written;
        }
        written.bytes += sent;
        if (sent < size)
            return written;
        pieces = pieces.subspan(count);
        from = 0;
    }
    written.all = true;
    return written;
}

void DescriptorTransport::waitSent()
{
    pollfd wanted{m_descriptor, POLLOUT, 0};
    if (!m_unsent.empty() && ::poll(&wanted, 1, 50) > 0)
        becameWritable();
}

qint64 DescriptorTransport::undelivered() const
{
    return m_descriptor < 0 ? 0 : net::undelivered(m_descriptor);
}

void DescriptorTransport::shutdownWrite()
{
    m_shutDown = true;
    if (m_unsent.empty() && m_descriptor >= 0)
        net::shutdownWrite(m_descriptor);
}

void DescriptorTransport::close(bool now)
{
    // Unsent bytes are dropped. A connection closes when there are none, or after an error.
    if (m_descriptor < 0)
        return;
    ignore();
    if (now)
        resetOnClose(m_descriptor);
    closeDescriptor(std::exchange(m_descriptor, -1));
}

void DescriptorTransport::fail()
{
    ignore();
    listener().gone();
}

void DescriptorTransport::ignore()
{
    m_reading.setEnabled(false);
    for (Notifier *notifier : {m_writing.get(), m_trouble.get()}) {
        if (notifier)
            notifier->setEnabled(false);
    }
}

} // namespace overlap::net
