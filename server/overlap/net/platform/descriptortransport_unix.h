#pragma once

#include "overlap/net/transport.h"

#include <QSocketNotifier>

#include <memory>
#include <sys/socket.h>

namespace overlap::net {

// What an address of the kernel's says.
Transport::Peer peerOf(const sockaddr_storage &address);

// Loop thread. A transport on the bare descriptor: what arrives goes straight into the loop's
// buffer and what is sent straight to the kernel, so that an idle connection holds no buffers. It
// keeps only what the kernel did not take.
class DescriptorTransport : public Transport
{
public:
    explicit DescriptorTransport(int descriptor); // takes it
    ~DescriptorTransport() override;

    Peer peer() const override;
    qint64 receive(char *buffer, qint64 size) override;
    void catchUp() override;
    void send(QByteArray bytes) override;
    qint64 undelivered() const override;
    void shutdownWrite() override;
    void close(bool now) override;

private:
    void becameReadable();
    void becameWritable();
    void becameTroubled();
    void watch(bool reads);
    qint64 write(QByteArrayView bytes); // what the kernel took; negative: broken
    void fail();
    void ignore(); // what the kernel reports

    int m_descriptor; // negative: closed
    QSocketNotifier m_reading;
    std::unique_ptr<QSocketNotifier> m_writing; // once the kernel has refused something
    std::unique_ptr<QSocketNotifier> m_trouble; // instead of m_reading, while nobody reads
    QByteArray m_unsent;
    bool m_received = false; // since the notifier last spoke
    bool m_finished = false; // a FIN was read
    bool m_finTold = false;  // or heard of, while nobody read
    bool m_shutDown = false; // asked for; done once nothing is unsent
};

} // namespace overlap::net
