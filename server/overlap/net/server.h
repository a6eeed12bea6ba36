#pragma once

#include "overlap/net/descriptors.h"
#include "overlap/net/loopthread.h"
#include "overlap/net/tcplistener.h"

#include <QList>

namespace overlap::net {

// Loop thread, except for the constructor and abandon(). Accepts connections within limits, with a
// QTcpServer for each address, and distributes them to its loops round-robin. The first loop runs
// on the server's thread, the others on their own. Move it to its thread before open().
class Server : public QObject
{
    Q_OBJECT
public:
    // Creates a loop for each journal; setup.journal is not used.
    Server(Loop::Setup setup, std::vector<record::Journal *> journals);
    ~Server() override;

    // Begins to serve, see listenOn(). Emits opened() or failed().
    void open(const QList<QHostAddress> &addresses, quint16 port);
    // Stops listening and closes idle connections. Emits ended() when the requests in flight are
    // answered.
    void drain();
    // Closes everything. Emits ended().
    void abort();
    // Any thread. From `at` on, nobody waits for answers: wakes up handlers that would hold a
    // thread longer.
    void abandon(http::Time at);

Q_SIGNALS:
    void opened(const QList<QHostAddress> &addresses, quint16 port);
    void failed(const overlap::net::ListenError &error);
    void ended();
    // The process is nearly out of descriptors. Accepting is retried; acceptingResumed() follows
    // when it has worked for a while.
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
    std::optional<Loop> m_loop; // like m_others, created by open() on the server's thread
    std::vector<std::unique_ptr<LoopThread>> m_others;
    std::size_t m_next = 0; // the loop that gets the next connection; 0: m_loop
    std::size_t m_emptied = 0;
    QMutex m_mutex;
    std::vector<std::shared_ptr<Mailbox>> m_mailboxes; // the loops'; guarded by m_mutex
    http::Time m_abandonedAt = http::never;            // guarded by m_mutex
    DescriptorLimits m_limits{};
    TcpListeners m_listeners; // empty: it does not listen
    QTimer m_retry{this};
    std::chrono::milliseconds m_backOff{0}; // 0: accepting works
    bool m_isPaused = false;
};

} // namespace overlap::net
