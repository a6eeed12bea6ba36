#pragma once

#include <QCoreApplication>
#include <QTcpServer>
#include <QTcpSocket>

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>

// Main thread. What all lessons need, and none is about.
// Their programs serve on a free port of 127.0.0.1, which
// they print, and take a time in milliseconds as an
// argument.

// A connection; it ends when nobody has it any more.
using Client = std::shared_ptr<QTcpSocket>;

inline std::chrono::milliseconds
argument(int argc, char *argv[],
         std::chrono::milliseconds usual)
{
    return argc > 1 ? std::chrono::milliseconds(
                          QByteArray(argv[1]).toInt())
                    : usual;
}

constexpr qint64 roundsInMs = 500'000; // or so

// Reads the request: "/sleep" of "GET /sleep?n=1 HTTP/1.1".
inline QByteArray pathOf(QTcpSocket &client)
{
    const QByteArray target =
        client.readAll().split(' ').value(1);
    return target.split('?').value(0);
}

inline QByteArray pathOf(const Client &client)
{
    return pathOf(*client);
}

inline QByteArray answer(const QByteArray &status,
                         const QByteArray &text)
{
    return "HTTP/1.1 " + status +
           "\r\nConnection: close\r\nContent-Length: " +
           QByteArray::number(text.size()) + "\r\n\r\n" +
           text;
}

inline QByteArray ok(const QByteArray &text)
{
    return answer("200 OK", text);
}

inline QByteArray notFound()
{
    return answer("404 Not Found", "no such page");
}

inline QByteArray page(const QByteArray &path)
{
    return path == "/"          ? ok("hello")
           : path == "/sleep"   ? ok("slept")
           : path == "/compute" ? ok("computed")
                                : notFound();
}

// Sends it, and closes.
inline void reply(const Client &client,
                  const QByteArray &bytes)
{
    if (!client->isOpen())
        return; // it has left
    client->write(bytes);
    client->flush();
    client->disconnectFromHost();
}

using Asked = std::function<void(const Client &client)>;

// Calls `asked` when its request has come, all of it.
inline void whenAsked(QTcpSocket *socket,
                      const Asked &asked)
{
    socket->setParent(nullptr);
    // It may not be deleted while it emits a signal.
    auto held = std::make_shared<Client>(
        socket,
        [](QTcpSocket *client) { client->deleteLater(); });
    const auto look = [socket, held, asked] {
        const bool isWhole =
            socket->peek(1 << 16).contains("\r\n\r\n");
        if (*held && isWhole)
            asked(std::exchange(*held, nullptr));
    };
    QObject::connect(socket, &QTcpSocket::readyRead, socket,
                     look);
    QObject::connect(socket, &QTcpSocket::disconnected,
                     socket, [held] { held->reset(); });
    look();
}

inline void whenAsked(QTcpServer &server,
                      const Asked &asked)
{
    QObject::connect(
        &server, &QTcpServer::newConnection, &server,
        [&server, asked] {
            while (server.hasPendingConnections())
                whenAsked(server.nextPendingConnection(),
                          asked);
        });
}

inline bool listen(QTcpServer &server)
{
    if (!server.listen(QHostAddress::LocalHost))
        return false;
    std::printf("%d\n", int(server.serverPort()));
    std::fflush(stdout);
    return true;
}

inline int serve(QTcpServer &server)
{
    return listen(server) ? QCoreApplication::exec() : 1;
}
