#pragma once

#include "loopback.h"
#include "overlap/net/platform/nativesocket.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

// A server that sends raw bytes, as it is told.
class RawServer : public QTcpServer
{
public:
    // One connection to it.
    class Peer
    {
    public:
        explicit Peer(QTcpSocket *socket) : m_socket(socket) {}

        QTcpSocket &socket() { return *m_socket; }
        bool isOpen() const { return m_socket->state() == QAbstractSocket::ConnectedState; }
        void send(const QByteArray &bytes)
        {
            m_socket->write(bytes);
            m_socket->flush();
        }
        void finish() { m_socket->disconnectFromHost(); }
        void reset()
        {
            overlap::net::resetOnClose(m_socket->socketDescriptor());
            m_socket->abort();
        }
        // The next request, with its body as on the wire, once it is whole.
        std::optional<QByteArray> take()
        {
            const qsizetype head = received.indexOf("\r\n\r\n");
            if (head < 0)
                return std::nullopt;
            qsizetype end = head + 4;
            if (const qsizetype at = received.indexOf("Content-Length: "); at >= 0 && at < head) {
                end += received.mid(at + 16, received.indexOf('\r', at) - at - 16).toLongLong();
            } else if (const qsizetype coded = received.indexOf("Transfer-Encoding: chunked");
                       coded >= 0 && coded < head) {
                const qsizetype last = received.indexOf("0\r\n\r\n", end);
                if (last < 0)
                    return std::nullopt;
                end = last + 5;
            }
            if (received.size() < end)
                return std::nullopt;
            const QByteArray request = received.first(end);
            received.remove(0, end);
            ++requests;
            return request;
        }

        QByteArray received; // that was not taken yet
        int requests = 0;    // that were taken

    private:
        std::unique_ptr<QTcpSocket> m_socket;
    };
    using Behavior = std::function<void(Peer &peer)>;

    // Behaves so when bytes arrive; by default it answers each request in a friendly way.
    explicit RawServer(Behavior how = friendly) : behavior(std::move(how))
    {
        setListenBacklogSize(500);
        listen(loopback());
    }

    static void friendly(Peer &peer)
    {
        while (peer.take())
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    }
    // Answers the first request with these bytes, and leaves the connection open.
    static Behavior saying(const QByteArray &bytes)
    {
        return [bytes](Peer &peer) {
            if (peer.take())
                peer.send(bytes);
        };
    }

    QByteArray url() const
    {
        const QString host = serverAddress().toString();
        const bool isIPv6 = host.contains(u':');
        return "http://" + (isIPv6 ? '[' + host.toLatin1() + ']' : host.toLatin1()) + ':' +
               QByteArray::number(serverPort());
    }
    int open() const
    {
        return int(std::ranges::count_if(peers, [](const auto &peer) { return peer->isOpen(); }));
    }
    int requests() const
    {
        int all = 0;
        for (const auto &peer : peers)
            all += peer->requests;
        return all;
    }

    Behavior behavior;
    std::vector<std::unique_ptr<Peer>> peers; // all that ever were

protected:
    virtual std::unique_ptr<QTcpSocket> makeSocket() { return std::make_unique<QTcpSocket>(); }
    virtual void begin(QTcpSocket &) {} // when its connection is there
    void incomingConnection(qintptr descriptor) override
    {
        auto socket = makeSocket();
        socket->setSocketDescriptor(descriptor);
        Peer &peer = *peers.emplace_back(std::make_unique<Peer>(socket.release()));
        connect(&peer.socket(), &QTcpSocket::readyRead, this, [this, &peer] {
            peer.received += peer.socket().readAll();
            behavior(peer);
        });
        begin(peer.socket());
    }
};
