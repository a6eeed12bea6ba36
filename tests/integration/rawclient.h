#pragma once

#include "loopback.h"
#include "overlap/net/platform/nativesocket.h"
#include "patience.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>
#include <QUrl>

// The port in a line such as "Listening on http://localhost:7878/ (127.0.0.1 and ::1)".
inline quint16 portIn(const QByteArray &line)
{
    return quint16(QUrl(QString::fromUtf8(line.split(' ').value(2).trimmed())).port());
}

// A client that sends raw bytes and keeps the answers.
class RawClient
{
public:
    // `kernelBuffer`: see net::ConnectionOptions. A test whose client does not read sets it at both
    // ends.
    explicit RawClient(quint16 port, const QHostAddress &address = loopback(), int kernelBuffer = 0)
    {
        if (kernelBuffer > 0) {
            m_socket.bind(address);
            overlap::net::setKernelBuffers(m_socket.socketDescriptor(), kernelBuffer);
        }
        m_socket.connectToHost(address, port);
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket, [this] { read(); });
        m_connected = m_socket.waitForConnected(5000);
    }

    bool isConnected() const { return m_connected; }
    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    QTcpSocket &socket() { return m_socket; }

    // The socket still takes one byte.
    void stopReading()
    {
        m_reads = false;
        m_socket.setReadBufferSize(1);
    }
    void readOn()
    {
        m_reads = true;
        m_socket.setReadBufferSize(0);
        read();
    }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }

    void get(const QByteArray &target)
    {
        send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    const QByteArray &received() const { return m_received; }

    // How many responses have begun. A page may contain "HTTP/1.1", but not with a status.
    qsizetype count(const QByteArray &status = {}) const
    {
        const QByteArray start = "HTTP/1.1 " + status;
        qsizetype found = 0;
        for (qsizetype at = m_received.indexOf(start); at >= 0;
             at = m_received.indexOf(start, at + 1)) {
            const qsizetype next = at + 9;
            found += next < m_received.size() && m_received[next] >= '1' && m_received[next] <= '5';
        }
        return found;
    }

    // Whether `count` responses are complete, by their Content-Length.
    bool hasResponses(int count) const
    {
        qsizetype at = 0;
        for (int i = 0; i < count; ++i) {
            const qsizetype end = m_received.indexOf("\r\n\r\n", at);
            if (end < 0)
                return false;
            const qsizetype field = m_received.indexOf("Content-Length: ", at);
            const qsizetype size =
                field < 0 || field > end
                    ? 0
                    : m_received.mid(field + 16, m_received.indexOf('\r', field) - field - 16)
                          .toLongLong();
            at = end + 4 + size;
        }
        return m_received.size() >= at;
    }

    // Looks whenever something happened at the socket, while waitFor() looks every 10 ms.
    template <typename Condition>
    bool waitUntil(Condition condition)
    {
        QEventLoop events;
        const auto quitAt = [&](auto signal) {
            QObject::connect(&m_socket, signal, &events, &QEventLoop::quit);
        };
        quitAt(&QTcpSocket::readyRead);
        quitAt(&QTcpSocket::bytesWritten);
        quitAt(&QTcpSocket::disconnected);
        QTimer patience;
        patience.setSingleShot(true);
        QObject::connect(&patience, &QTimer::timeout, &events, &QEventLoop::quit);
        patience.start(patienceMs);
        while (!condition() && patience.isActive())
            events.exec();
        return condition();
    }

private:
    void read()
    {
        if (m_reads)
            m_received += m_socket.readAll();
    }

    QTcpSocket m_socket;
    QByteArray m_received;
    bool m_reads = true;
    bool m_connected = false;
};
