#pragma once

#include "overlap/net/transport.h"

#include <QSocketNotifier>

#include <memory>
#include <sys/socket.h>
#include <vector>

namespace overlap::net {

// Pure. Converts an address of the kernel.
Transport::Peer peerOf(const sockaddr_storage &address);

// Loop thread. A transport on the bare descriptor. It receives into the loop's buffer and sends
// straight to the kernel, so an idle connection has no buffers. It buffers only what the kernel did
// not take.
class DescriptorTransport : public Transport
{
public:
    explicit DescriptorTransport(int descriptor); // takes it
    ~DescriptorTransport() override;

    Peer peer() const override;
    qint64 receive(char *buffer, qint64 size) override;
    void catchUp() override;
    void send(std::span<const QByteArray> pieces, bool thenFin) override;
    void waitSent() override;
    qint64 undelivered() const override;
    void shutdownWrite() override;
    void close(bool now) override;
    bool reopen(qintptr descriptor) override;

private:
    // Tells the transport without a signal, whose delivery would cost as much as reading a head.
    class Notifier final : public QSocketNotifier
    {
    public:
        using Told = void (DescriptorTransport::*)(); // it may destroy the notifier
        Notifier(DescriptorTransport &transport, Type type, Told told)
            : QSocketNotifier(transport.m_descriptor, type)
            , m_transport(transport)
            , m_told(told)
        {
        }

    private:
        bool event(QEvent *event) override;

        DescriptorTransport &m_transport;
        const Told m_told;
    };

    void prepare();
    void becameReadable();
    void becameWritable();
    void becameTroubled();
    void watch(bool reads);
    // What the kernel took.
    struct Written
    {
        qint64 bytes = 0;
        bool all = false;
        bool isBroken = false; // it will take nothing any more
    };
    Written write(std::span<const QByteArray> pieces, qsizetype from, int flags);
    void keep(std::span<const QByteArray> pieces);
    void dropWritten(qint64 bytes); // from what is unsent
    void fail();
    void ignore(); // disables all notifiers

    int m_descriptor; // negative: closed
    Notifier m_reading;
    std::unique_ptr<Notifier> m_writing; // created when the kernel has refused bytes
    std::unique_ptr<Notifier> m_trouble; // enabled instead of m_reading, while nobody reads
    std::vector<QByteArray> m_unsent;
    qsizetype m_unsentFrom = 0; // in the first of them
    bool m_received = false;    // receive() was called since the notifier was last activated
    bool m_finished = false;    // a FIN was read
    bool m_finReported = false; // a FIN was seen by m_trouble
    bool m_shutDown = false;    // was asked for; done when nothing is unsent
};

} // namespace overlap::net
