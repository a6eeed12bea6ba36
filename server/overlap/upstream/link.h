#pragma once

#include "overlap/net/connectionoptions.h"
#include "overlap/net/tlstransport.h"
#include "overlap/upstream/transfer.h"
#include "overlap/upstream/trouble.h"

#include <QList>

#include <memory>
#include <span>

namespace overlap::upstream {

// Pure. What a connection that did not come about is to who wanted to pass a request on.
Trouble troubleOf(net::ConnectError error);

// Loop thread. One connection to an upstream: it connects, and then carries one request after
// another. It tells its listener that something has happened; the listener asks what.
class Link final : private net::Transport::Listener
{
public:
    class Listener
    {
    public:
        // Possibly before a call to the link returns. It must not destroy the link.
        virtual void changed(Link &link) = 0;

    protected:
        ~Listener() = default;
    };
    enum class State : quint8 { Connecting, Open, Failed };
    enum class Read : quint8 { Nothing, Bytes, End };

    // `number` in its session. `options` must outlive it, like the listener.
    Link(quint32 id, quint32 number, const net::ConnectionOptions &options, Listener &listener);
    ~Link();

    quint32 id() const { return m_id; } // among those of its loop
    quint32 number() const { return m_number; }
    // To the first one of them that takes the connection, with TLS if there are options for it.
    void connectTo(QList<QHostAddress> addresses, quint16 port,
                   const std::optional<net::TlsOptions> &tls = {});
    void fail(Trouble trouble); // instead
    State state() const { return m_state; }
    Trouble trouble() const { return m_trouble; }    // if it has Failed
    bool isSecuring() const { return m_isSecuring; } // while it is Connecting: TLS has begun
    const QHostAddress &address() const { return m_address; }

    Transfer &transfer() { return m_transfer; }
    void send(); // what the transfer has to send
    // Reads once. `bytes` are in the buffer. End: there is nothing more; see end().
    Read read(std::span<char> buffer, QByteArrayView &bytes);
    bool wasAnswered() const { return m_wasAnswered; } // any byte was read, ever
    Transfer::End end() const { return m_end.value_or(Transfer::End::Fin); }
    // Whether bytes or its end are there. Of a link that nobody uses, none is wanted.
    bool hasInput() const { return m_isReadable || m_end; }
    void shutdownWrite();

private:
    void readable() override;
    void sent(qint64 bytes) override;
    void peerFinished() override;
    void gone() override;

    void connectNext();
    void connected(std::unique_ptr<net::Transport> transport);

    const quint32 m_id;
    const quint32 m_number;
    const net::ConnectionOptions &m_options;
    Listener &m_listener;
    Transfer m_transfer;
    std::vector<QByteArray> m_spare; // empty, for the transfer
    QList<QHostAddress> m_addresses; // that were not tried yet
    QHostAddress m_address;
    std::unique_ptr<net::Connector> m_connector;
    std::unique_ptr<net::Transport> m_transport;
    std::optional<Transfer::End> m_end;
    std::optional<net::TlsOptions> m_tls;
    quint16 m_port = 0;
    State m_state = State::Connecting;
    net::ConnectError m_error = net::ConnectError::None; // of the addresses that were tried
    Trouble m_trouble = Trouble::None;
    bool m_isSecuring = false;
    bool m_isReadable = false;
    bool m_wasAnswered = false;
};

} // namespace overlap::upstream
