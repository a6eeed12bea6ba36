#pragma once

#include "overlap/net/transport.h"

#include <algorithm>

// A transport without a socket; the test is the peer. The "kernel" takes everything that is sent at
// once, unless `room` says how many bytes it takes.
class MemoryTransport : public overlap::net::Transport
{
public:
    Peer peer() const override { return {{}, 1}; }

    qint64 receive(char *buffer, qint64 size) override
    {
        if (isEndless) {
            std::fill_n(buffer, size, 'x');
            return size;
        }
        const qint64 taken = std::min(size, qint64(m_incoming.size()));
        std::copy_n(m_incoming.constData(), taken, buffer);
        m_incoming.remove(0, taken);
        return taken;
    }

    void catchUp() override { listener().readable(); }

    void send(std::span<const QByteArray> pieces, bool) override
    {
        for (const QByteArray &piece : pieces)
            m_unsent += piece;
        flush();
    }

    void waitSent() override { makeRoom(roomOnWait); }

    qint64 undelivered() const override { return inKernel; }

    void shutdownWrite() override { isShutDown = true; }

    void close(bool now) override
    {
        isClosed = true;
        wasReset = now;
    }

    void arrive(const QByteArray &bytes)
    {
        m_incoming += bytes;
        listener().readable();
    }

    void lieUnread(const QByteArray &bytes) { m_incoming += bytes; } // in the kernel

    void vanish() { listener().gone(); }
    void finish() { listener().peerFinished(); }

    void makeRoom(qint64 bytes)
    {
        room += bytes;
        flush();
    }

    qint64 room = 1ll << 40;
    qint64 roomOnWait = 0; // comes while the sender waits for it
    QByteArray outgoing;   // what the kernel took
    qint64 inKernel = 0;   // bytes that the peer has not confirmed yet
    int sends = 0;
    bool isEndless = false; // there is always more to read
    bool isShutDown = false;
    bool isClosed = false;
    bool wasReset = false;

private:
    void flush()
    {
        const qint64 taken = std::min(room, qint64(m_unsent.size()));
        if (taken == 0)
            return;
        ++sends;
        room -= taken;
        outgoing += m_unsent.left(taken);
        m_unsent.remove(0, taken);
        listener().sent(taken);
    }

    QByteArray m_incoming;
    QByteArray m_unsent;
};
