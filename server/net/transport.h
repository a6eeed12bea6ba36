#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QObject>

namespace overlap::net {

// Loop thread. The byte stream of one connection. It does not know HTTP; its connection owns it.
class Transport : public QObject
{
    Q_OBJECT
public:
    struct Peer
    {
        QHostAddress address;
        quint16 port = 0;
    };

    using QObject::QObject;

    virtual Peer peer() const = 0;
    // Reads up to `size` bytes; 0: nothing now.
    virtual qint64 receive(char *buffer, qint64 size) = 0;
    // Takes all of it, hands the kernel what it takes now, and the rest when it can. Each hand-over
    // is told by sent(), which may come before this returns.
    virtual void send(QByteArray bytes) = 0;
    // No further output, once what was taken is sent (FIN); input goes on where the platform can.
    virtual void shutdownWrite() = 0;
    // Ends both directions: after what is unsent, or with `now` dropping it. Nothing is signalled
    // after that.
    virtual void close(bool now) = 0;

Q_SIGNALS:
    void readable();
    void sent(qint64 bytes);
    void finished(); // the peer sends no more (FIN); what it sent before can still be received
    void gone();     // reset or broken: nothing can be sent any more
};

} // namespace overlap::net
