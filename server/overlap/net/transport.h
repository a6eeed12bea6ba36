#pragma once

#include <QByteArray>
#include <QHostAddress>

namespace overlap::net {

// Loop thread. The byte stream of one connection. It does not know HTTP; its connection owns it.
// It speaks to one listener by plain calls: connections are counted in tens of thousands, and four
// signal connections each would outweigh everything else that a sleeping one holds.
class Transport
{
public:
    // Each may be called before a call to the transport returns; none after close().
    class Listener
    {
    public:
        virtual void readable() = 0;
        virtual void sent(qint64 bytes) = 0;
        // The peer sends no more (FIN); what it sent before can still be received.
        virtual void finished() = 0;
        virtual void gone() = 0; // reset or broken: nothing can be sent any more

    protected:
        ~Listener() = default;
    };
    struct Peer
    {
        QHostAddress address;
        quint16 port = 0;
    };

    Transport() = default;
    Q_DISABLE_COPY_MOVE(Transport)
    virtual ~Transport() = default;
    void setListener(Listener *listener) { m_listener = listener; } // before anything else

    virtual Peer peer() const = 0;
    // Reads up to `size` bytes; 0: nothing now.
    virtual qint64 receive(char *buffer, qint64 size) = 0;
    // Tells now what came while the loop was busy, rather than when the loop gets to it.
    virtual void catchUp() = 0;
    // Takes all of it, hands the kernel what it takes now, and the rest when it can. Each hand-over
    // is told by sent(), which may come before this returns.
    virtual void send(QByteArray bytes) = 0;
    // Bytes that the kernel has taken and the peer's has not confirmed, as far as can be told.
    virtual qint64 undelivered() const = 0;
    // No further output, once what was taken is sent (FIN); input goes on where the platform can.
    virtual void shutdownWrite() = 0;
    // Ends both directions: after what is unsent, or with `now` dropping it, by a reset where the
    // platform can. The listener hears nothing more.
    virtual void close(bool now) = 0;

protected:
    Listener &listener() const { return *m_listener; }

private:
    Listener *m_listener = nullptr;
};

} // namespace overlap::net
