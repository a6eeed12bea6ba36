#pragma once

#include "overlap/http/date.h"
#include "overlap/net/call.h"
#include "overlap/net/clock.h"
#include "overlap/net/connectionoptions.h"
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

class Connection;

// Any thread. Numbers that go on over all loops and restarts of a session, and what they count.
struct Counters
{
    std::atomic<quint64> requests = 0;
    std::atomic<quint32> connections = 0;
    std::atomic<qsizetype> open = 0; // connections that are
    std::atomic<qint64> held = 0;    // bytes that these hold
};

// Loop thread. One server thread's connections and what they share: the handler, the limits, one
// receive buffer, one timer for all deadlines, the journal. Created on the thread that it serves.
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
        record::Journal *journal = nullptr; // outlives the loop, like numbering
        Counters *counters = nullptr;
        std::function<void()> wakeReader{}; // the journal has news; called on the loop's thread
        const std::atomic<bool> *cors = nullptr; // see Session::setCors(); outlives it; null: off
    };

    explicit Loop(Setup setup);
    ~Loop() override; // drops its connections

    // A connection that the server has accepted.
    struct Accepted
    {
        qintptr descriptor;
        std::optional<Transport::Peer> peer; // where it is known
        bool refuse;                         // there are too many
    };
    void accept(Accepted accepted);
    void handOver(Accepted accepted); // any thread: accept() will follow
    Connection &adopt(std::unique_ptr<Transport> transport,
                      const std::optional<Transport::Peer> &peer = {});
    void drain(); // no further requests; emptied() once those at hand are answered
    void abort();

    // For its connections.
    http::Time now()
    {
        const http::Time time = m_setup.clock.now();
        m_monitor.at(time);
        return time;
    }
    // Its turns, by number; when the one at hand began, and when the loop began to wait for it.
    quint32 turn() const { return m_iteration; }
    http::Time iterationBegan();
    http::Time waitedFrom() const { return m_waitedFrom; }
    bool cors() const { return m_setup.cors && m_setup.cors->load(std::memory_order_relaxed); }
    const http::Limits &limits() const { return m_setup.connections.limits; }
    http::Date &date() { return m_date; }
    record::Journal &journal() { return *m_setup.journal; }
    Waits &waits() { return m_waits; }
    const std::shared_ptr<Mailbox> &mailbox() const { return m_mailbox; }
    http::Time abandonedAt() const { return m_mailbox->threads().abandonedAt(); }
    std::span<char> receiveBuffer() { return m_buffer; }
    quint64 nextRequestId() { return ++m_setup.counters->requests; }
    void handle(Call call) { run(m_setup.handler, std::move(call)); }
    std::optional<http::Response> expectHandler(http::Method method, QByteArrayView target) const
    {
        return m_setup.expectHandler ? m_setup.expectHandler(method, target) : std::nullopt;
    }
    // One holds so many bytes more, or fewer. Ask isFull() before reading more.
    void bufferedChanged(qint64 bytes) { m_setup.counters->held += bytes; }
    bool isFull() const
    {
        return m_setup.counters->held > m_setup.connections.limits.bufferedByAll;
    }
    void inFlightChanged(quint32 connection) { m_unannounced.push_back(connection); }
    void proceedLater(quint32 connection); // once others have had their turn
    void deadlineMoved(http::Time deadline);
    void close(quint32 connection);
    void wakeReader(); // where it waits for news

    Connection *find(quint32 connection); // null: it is gone

Q_SIGNALS:
    void emptied(); // once: drained or aborted, the last connection is gone

private:
    void acceptHandedOver();
    void aboutToWait();
    void announceAll(http::Time time); // whose phase may have changed
    void deleteClosed();
    void proceed();
    void expireDeadlines();
    template <typename Visit>
    void forEach(Visit visit); // of the connections, any of which may retire meanwhile
    void checkEmpty();

    const Setup m_setup;
    http::Date m_date;
    std::vector<char> m_buffer;
    std::shared_ptr<Mailbox> m_mailbox;
    std::unordered_map<quint32, std::unique_ptr<Connection>> m_connections;
    std::vector<std::unique_ptr<Connection>> m_closed; // until they are off the stack
    std::vector<quint32> m_unannounced;
    std::vector<quint32> m_interrupted; // have more to read
    Waits m_waits;
    LoopMonitor m_monitor;
    QMutex m_mutex;
    std::vector<Accepted> m_handedOver; // guarded by m_mutex
    QTimer m_deadlines;
    http::Time m_nextDeadline = http::never; // when m_deadlines fires
    quint32 m_iteration = 0;
    http::Time m_waitedFrom{};
    http::Time m_anchored{}; // when m_date was last tied to the wall clock
    bool m_closeReason = false;
    bool m_emptied = false;
};

} // namespace overlap::net
