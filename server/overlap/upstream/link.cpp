#include "overlap/upstream/link.h"

#include <algorithm>

namespace overlap::upstream {

using net::ConnectError;

Trouble troubleOf(ConnectError error)
{
    switch (error) {
    case ConnectError::Refused: return Trouble::Refused;
    case ConnectError::Exhausted: return Trouble::Exhausted;
    case ConnectError::NotSecure: return Trouble::TlsFailed;
    case ConnectError::WrongName: return Trouble::WrongName;
    case ConnectError::Untrusted: return Trouble::Untrusted;
    case ConnectError::OutOfDate: return Trouble::OutOfDate;
    case ConnectError::Unreachable: return Trouble::Unreachable;
    case ConnectError::None: break; // there was no address
    }
    return Trouble::NameUnknown;
}

Link::Link(quint32 id, quint32 number, const net::ConnectionOptions &options, Listener &listener)
    : m_id(id)
    , m_number(number)
    , m_options(options)
    , m_listener(listener)
    , m_transfer(options.limits)
{
}

Link::~Link()
{
    if (m_transport)
        m_transport->close(false);
}

void Link::connectTo(QList<QHostAddress> addresses, quint16 port,
                     const std::optional<net::TlsOptions> &tls)
{
    m_addresses = std::move(addresses);
    m_port = port;
    m_tls = tls;
    connectNext();
}

void Link::connectNext()
{
    if (m_addresses.isEmpty())
        return fail(troubleOf(m_error));
    m_address = m_addresses.takeFirst();
    const net::ConnectTo to{m_address, m_port, m_options.limits.readAhead, m_options.kernelBuffer};
    const auto done = [this](std::unique_ptr<net::Transport> transport, ConnectError error) {
        if (transport)
            return connected(std::move(transport));
        m_error = std::max(m_error, error);
        m_isSecuring = false;
        connectNext();
    };
    const auto securing = [this] {
        m_isSecuring = true;
        m_listener.changed(*this);
    };
    m_connector =
        m_tls ? net::connectTls(to, *m_tls, securing, done) : m_options.transport.connect(to, done);
}

void Link::connected(std::unique_ptr<net::Transport> transport)
{
    m_connector.reset();
    m_transport = std::move(transport);
    m_transport->setListener(this);
    m_state = State::Open;
    m_isReadable = true; // what came meanwhile was not told
    m_listener.changed(*this);
}

void Link::fail(Trouble trouble)
{
    m_connector.reset();
    m_state = State::Failed;
    m_trouble = trouble;
    m_listener.changed(*this);
}

void Link::send()
{
    std::vector<QByteArray> output = m_transfer.takeOutput(std::move(m_spare));
    if (m_transport && !output.empty())
        m_transport->send(output, false);
    output.clear();
    m_spare = std::move(output);
}

// Behind the end, what came before it is still read.
Link::Read Link::read(std::span<char> buffer, QByteArrayView &bytes)
{
    if (!m_transport || !hasInput())
        return Read::Nothing;
    m_isReadable = false;
    const qint64 size = m_transport->receive(buffer.data(), qint64(buffer.size()));
    m_isReadable = size == qint64(buffer.size());
    bytes = {buffer.data(), qsizetype(size)};
    if (size > 0) {
        m_wasAnswered = true;
        return Read::Bytes;
    }
    return m_end ? Read::End : Read::Nothing;
}

void Link::shutdownWrite()
{
    if (m_transport)
        m_transport->shutdownWrite();
}

void Link::readable()
{
    m_isReadable = true;
    m_listener.changed(*this);
}

void Link::sent(qint64 bytes)
{
    m_transfer.wrote(bytes);
    m_listener.changed(*this);
}

void Link::peerFinished()
{
    if (!m_end)
        m_end = Transfer::End::Fin;
    m_listener.changed(*this);
}

void Link::gone()
{
    if (!m_end)
        m_end = Transfer::End::Reset;
    m_listener.changed(*this);
}

} // namespace overlap::upstream
