#pragma once

#include "patience.h"

#include <QHostAddress>
#include <QTcpSocket>

// A client that blocks, on any thread, with an event loop or without one.
class BlockingClient
{
public:
    struct Got
    {
        int status = 0; // 0: the connection was closed before
        QByteArray head, body;
    };

    explicit BlockingClient(quint16 port)
    {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_socket.waitForConnected(patienceMs);
    }

    QTcpSocket &socket() { return m_socket; }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(patienceMs))
            ;
    }

    // An answer without chunks: what its Content-Length says.
    Got receive(bool isHead = false)
    {
        Got got;
        while (!m_received.contains("\r\n\r\n")) {
            if (!readMore())
                return got;
        }
        got.head = m_received.first(m_received.indexOf("\r\n\r\n") + 4);
        m_received.remove(0, got.head.size());
        const qsizetype field = got.head.indexOf("Content-Length: ") + 16;
        const qsizetype size =
            isHead || field < 16
                ? 0
                : got.head.mid(field, got.head.indexOf('\r', field) - field).toLongLong();
        while (m_received.size() < size) {
            if (!readMore())
                return got;
        }
        got.body = m_received.first(size);
        m_received.remove(0, size);
        got.status = got.head.mid(9, 3).toInt();
        return got;
    }

    Got get(const QByteArray &target, const QByteArray &method = "GET")
    {
        send(method + ' ' + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
        return receive(method == "HEAD");
    }

    // All that comes until the connection is closed.
    QByteArray receiveAll()
    {
        while (readMore())
            ;
        return std::exchange(m_received, {});
    }

private:
    bool readMore()
    {
        const bool isThere = m_socket.bytesAvailable() > 0 || m_socket.waitForReadyRead(patienceMs);
        m_received += m_socket.readAll();
        return isThere;
    }

    QTcpSocket m_socket;
    QByteArray m_received;
};
