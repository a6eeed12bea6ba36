#pragma once

#include "net/loop.h"

#include <QHostAddress>
#include <QTcpServer>

#include <optional>

namespace overlap::net {

// Loop thread, but for the constructor and abandon(). Accepts connections for its loop, within
// limits, until it is told to stop. To be moved to its thread before open().
class Server : public QTcpServer
{
    Q_OBJECT
public:
    explicit Server(Loop::Setup setup);
    ~Server() override;

    // Begins to serve: opened() or failed() follow. Port 0 picks a free one.
    void open(const QHostAddress &address, quint16 port);
    // Refuses new connections and closes those that are idle; ended() once the requests in flight
    // are answered.
    void drain();
    // Closes everything; ended() follows.
    void abort();
    // Any thread: nobody waits for answers any more. Lets go of handlers that hold the loop.
    void abandon();

Q_SIGNALS:
    void opened(quint16 port);
    void failed(QAbstractSocket::SocketError error, const QString &text);
    void ended();
    // Accepting pauses, as the process is out of descriptors, and comes back by itself.
    void acceptingPaused();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void wire();
    void pauseAndRetry();

    const Loop::Setup m_setup;
    std::optional<Loop> m_loop;         // made by open(), on the loop's thread
    std::shared_ptr<Mailbox> m_mailbox; // the loop's, for abandon(); guarded by m_mutex
    QMutex m_mutex;
    bool m_abandoned = false; // guarded by m_mutex
    qsizetype m_mostConnections = 0;
    std::chrono::milliseconds m_backOff{0};
    bool m_ended = false;
};

} // namespace overlap::net
