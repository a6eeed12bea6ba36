#pragma once

#include <QByteArray>

#include <array>
#include <span>

namespace overlap::net {

// Loop thread. The byte stream of one connection, which owns it. It does not know HTTP. It calls a
// listener instead of emitting signals: there may be tens of thousands of connections, and four
// signal connections need more memory than all the rest of an idle one.
class Transport
{
public:
    // May be called before a call to the transport returns, but not after close().
    class Listener
    {
    public:
        virtual void readable() = 0;
        virtual void sent(qint64 bytes) = 0;
        // The peer sent FIN; bytes before it can still be received.
        virtual void peerFinished() = 0;
        virtual void gone() = 0; // reset or broken: nothing can be sent any more

    protected:
        ~Listener() = default;
    };
    struct Peer
    {
        std::array<quint8, 16> address{}; // IPv6, or IPv4-mapped
        quint16 port = 0;
    };

    Transport() = default;
    Q_DISABLE_COPY_MOVE(Transport)
    virtual ~Transport() = default;
    void setListener(Listener *listener) { m_listener = listener; } // call it first

    virtual Peer peer() const = 0;
    // Returns how many bytes were read, at most `size`; 0 if there are none now.
    virtual qint64 receive(char *buffer, qint64 size) = 0;
    // Calls the listener at once for what arrived while the loop was busy.
    virtual void catchUp() = 0;
    // Takes all bytes. Writes to the kernel what that accepts now, and the rest later. Reports each
    // write by sent(), possibly before this returns. `thenFin`: shutdownWrite() or close() follows,
    // so both may leave in one segment.
    virtual void send(std::span<const QByteArray> pieces, bool thenFin) = 0;
    // Blocks until the kernel takes some of the unsent bytes, or for some milliseconds. It may call
    // the listener's sent() and gone().
    virtual void waitSent() = 0;
    // Bytes that the kernel has taken but the peer has not confirmed; 0 if it is unknown.
    virtual qint64 undelivered() const = 0;
    // Sends FIN after the unsent bytes. Input goes on, if the platform supports that.
    virtual void shutdownWrite() = 0;
    // Closes both directions after the unsent bytes were sent. `now` drops them instead, with a
    // reset, if the platform supports that. The listener is not called any more.
    virtual void close(bool now) = 0;
    // After close(): takes another descriptor, as a new transport would. False: that is impossible.
    virtual bool reopen(qintptr) { return false; }

protected:
    Listener &listener() const { return *m_listener; }

private:
    Listener *m_listener = nullptr;
};

} // namespace overlap::net
