#pragma once

#include "overlap/net/descriptors.h"
#include "overlap/net/loopthread.h"
#include "overlap/net/tcplistener.h"

#include <QList>

namespace overlap::net {

// Loop thread, but for the constructor and abandon(). Accepts connections, within limits, until it
// is told to stop, from a QTcpServer for each address, and shares them out to its loops in turn:
// the first one on its own thread, the others on theirs. To be moved to its thread before open().
class Server : public QObject
{
    Q_OBJECT
public:
    // A loop for each journal; setup.journal is not used.
    Server(Loop::Setup setup, std::vector<record::Journal *> journals);
    ~Server() override;

    // Begins to serve, as listenOn() does: opened() or failed() follow.
    void open(const QList<QHostAddress> &addresses, quint16 port);
    // Refuses new connections and closes those that are idle; ended() once the requests in flight
    // are answered.
    void drain();
    // Closes everything; ended() follows.
    void abort();
    // Any thread: from then on nobody waits for answers any more. Lets go of handlers that would
    // hold a thread for longer.
    void abandon(http::Time at);

Q_SIGNALS:
    void opened(const QList<QHostAddress> &addresses, quint16 port);
    void failed(const overlap::net::ListenError &error);
    void ended();
    // The process is nearly out of descriptors. Accepting comes back by itself, and it is told when
    // it has gone well for a while.
    void acceptingPaused();
    void acceptingResumed();

private:
    Loop::Setup setupWith(record::Journal *journal) const;
    void openLoops();
    void loopEmptied();
    void take(qintptr descriptor, const std::optional<Transport::Peer> &peer);
    void enableAccepting(bool enabled);
    void pause();
    void retry();
    void stopListening();

    const Loop::Setup m_setup;
    const std::vector<record::Journal *> m_journals;
    std::optional<Loop> m_loop; // these are made by open(), on the server's thread
    std::vector<std::unique_ptr<LoopThread>> m_others;
    std::size_t m_next = 0; // the loop that gets the next connection; 0: m_loop
    std::size_t m_emptied = 0;
    QMutex m_mutex;
    std::vector<std::shared_ptr<Mailbox>> m_mailboxes; // the loops'; guarded by m_mutex
    http::Time m_abandonedAt = http::never;            // guarded by m_mutex
    DescriptorLimits m_limits{};
    TcpListeners m_listeners; // none: it does not listen
    QTimer m_retry{this};
    std::chrono::milliseconds m_backOff{0}; // 0: all is well
    bool m_isPaused = false;
};

} // namespace overlap::net
