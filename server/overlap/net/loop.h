#pragma once

#include "overlap/http/workspace.h"
#include "overlap/net/call.h"
#include "overlap/net/clock.h"
#include "overlap/net/connection.h"
#include "overlap/net/connectionoptions.h"
#include "overlap/net/handlertimes.h"
#include "overlap/net/loopmonitor.h"
#include "overlap/net/mailbox.h"
#include "overlap/net/waits.h"
#include "overlap/record/journal.h"

#include <QMutex>
#include <QTimer>

#include <atomic>
#include <span>
#include <unordered_map>

namespace overlap::net {

// Any thread. Counters of a session, over all its loops and restarts.
struct Counters
{
    std::atomic<quint64> requests = 0;    // ever; also the last id
    std::atomic<quint32> connections = 0; // ever; also the last id
    std::atomic<qsizetype> open = 0;      // connections
    std::atomic<qint64> buffered = 0;     // bytes, of the open connections
};

// Loop thread. The connections of one thread, and what they share: the handler, the limits, one
// receive buffer, one timer for all deadlines, the journal. Must be created on that thread.
class Loop : public QObject
{
    Q_OBJECT
public:
    struct Setup
    {
        Clock clock{};
        ConnectionOptions connections{};
        Handler handler{};
        ExpectHandler expectHandler{};      // may be null
        HeadHandler headHandler{};          // for requests with a body; null: all are held
        record::Journal *journal = nullptr; // must outlive the loop, like `counters`
        Counters *counters = nullptr;
        // Called on the loop's thread when the journal has entries for its reader.
        std::function<void()> wakeReader{};
        // Called on the loop's thread when a request is refused, before its client can know. May be
        // null.
        std::function<void(CallId call, http::Fault why)> whenRefused{};
        // See Session::setCors(). Must outlive the loop. Null: off.
        const std::atomic<bool> *cors = nullptr;
    };

    explicit Loop(Setup setup);
    ~Loop() override; // drops its connections

    // A connection that the server has accepted.
    struct Accepted
    {
        qintptr descriptor;
        std::optional<Transport::Peer> peer; // if it is known already
        bool refuse;                         // with 503: there are too many connections
    };
    void accept(const Accepted &accepted);
    void acceptLater(const Accepted &accepted); // any thread: queues accept()
    Connection &adopt(std::unique_ptr<Transport> transport,
                      const std::optional<Transport::Peer> &peer = {});
    void drain(); // no further requests; emptied() when those in flight are answered
    void abort();

    // For its connections.
    http::Time now()
    {
        const http::Time time = m_setup.clock.now();
        m_monitor.at(time);
        return time;
    }
    const LoopMonitor &monitor() const { return m_monitor; }
    bool cors() const { return m_setup.cors && m_setup.cors->load(std::memory_order_relaxed); }
    const ConnectionOptions &options() const { return m_setup.connections; }
    const http::Limits &limits() const { return m_setup.connections.limits; }
    http::Workspace &workspace() { return m_workspace; }
    http::Spare<HandlerTimes> &spareTimes() { return m_spareTimes; }
    record::Journal &journal() { return *m_setup.journal; }
    Waits &waits() { return m_waits; }
    const std::shared_ptr<Mailbox> &mailbox() const { return m_mailbox; }
    http::Time abandonedAt() const { return m_mailbox->threads().abandonedAt(); }
    std::span<char> receiveBuffer() { return m_buffer; }
    quint64 nextRequestId() { return ++m_setup.counters->requests; }
    void handle(Call &&call) { run(m_setup.handler, std::move(call)); }
    std::optional<http::Response> expectHandler(http::Method method, QByteArrayView target) const
    {
        return m_setup.expectHandler ? m_setup.expectHandler(method, target) : std::nullopt;
    }
    bool decidesUploads() const { return m_setup.headHandler != nullptr; }
    Reception headHandler(const http::Request &head) const { return m_setup.headHandler(head); }
    void refusing(CallId call, http::Fault why) const
    {
        if (m_setup.whenRefused)
            m_setup.whenRefused(call, why);
    }
    // A connection buffers so many bytes more, or fewer. Check isFull() before reading more.
    void bufferedChanged(qint64 bytes) { m_setup.counters->buffered += bytes; }
    bool isFull() const
    {
        return m_setup.counters->buffered > m_setup.connections.limits.bufferedByAll;
    }
    // The request of this connection may have changed its phase, or what its attendant knows of an
    // upstream. It is announced when the iteration ends.
    void inFlightChanged(quint32 connection) { m_toAnnounce.push_back(connection); }
    void announceAll(http::Time time);     // at once
    void proceedLater(quint32 connection); // after the other connections
    void deadlineMoved(http::Time deadline);
    void close(quint32 connection);
    void wakeReader(); // if there is something to read

    Connection *find(quint32 connection); // null if it is closed

Q_SIGNALS:
    void emptied(); // once, after drain() or abort(): the last connection is closed

private:
    std::unique_ptr<Transport> transportFor(qintptr descriptor);
    void acceptHandedOver();
    void endIteration(LoopMonitor::EndedBy by);
    void deleteClosed();
    void proceed();
    void expireDeadlines();
    template <typename Visit>
    void forEach(Visit visit); // connections may be closed meanwhile
    void checkEmpty();

    const Setup m_setup;
    http::Workspace m_workspace;
    http::Spare<HandlerTimes> m_spareTimes;
    std::vector<char> m_buffer;
    std::shared_ptr<Mailbox> m_mailbox;
    using Connections = std::unordered_map<quint32, Connection>;
    Connections m_connections;
    std::vector<Connections::node_type> m_closed; // deleted when none is on the call stack
    std::vector<std::unique_ptr<Transport>> m_closedTransports; // see Transport::reopen()
    std::vector<quint32> m_toAnnounce;
    std::vector<quint32> m_interrupted; // see proceedLater()
    Waits m_waits;
    LoopMonitor m_monitor;
    QMutex m_mutex;
    std::vector<Accepted> m_handedOver; // guarded by m_mutex
    QTimer m_deadlines;
    http::Time m_nextDeadline = http::never; // when m_deadlines fires
    http::Time m_anchored{};                 // when the date was last anchored
    bool m_stopping = false;
    bool m_emptied = false;
};

} // namespace overlap::net
