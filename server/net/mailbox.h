#pragma once

#include "net/call.h"
#include "net/clock.h"

#include <QMutex>
#include <QThread>
#include <QWaitCondition>

#include <atomic>
#include <vector>

namespace overlap::net {

class Loop;

// Any thread. Where responses for a loop's connections arrive: delivered at once on the loop's own
// thread, queued from others; and where threads sleep for its calls. Outlives its loop for as long
// as a responder does.
class Mailbox
{
public:
    struct Letter
    {
        quint32 connection;
        quint32 ordinal;
        std::optional<http::Response> response; // none: close the connection
    };

    struct Turn
    {
        quint32 connection;
        quint32 ordinal;
        Handler handler;
    };

    Mailbox(Loop &loop, Clock clock);

    void deliver(Letter letter);
    // Loop thread: see Call::after and Call::queue.
    void wait(quint32 connection, Call call, std::chrono::nanoseconds duration,
              Call::Continuation then);
    void queue(quint32 connection, Call call);
    void announce(quint32 connection); // see Call::announce
    void giveTurn(Turn turn);          // see Ticket
    // Loop thread: see Call::holdThread.
    std::shared_ptr<Hold> hold(quint32 connection);
    // Holds the thread for the duration. False: not that long, as nobody would wait for the answer.
    bool sleep(std::chrono::nanoseconds duration, const Hold &hold);

    // Loop thread: what other threads have delivered, and whose turn it is.
    std::vector<Letter> collect();
    std::vector<Turn> collectTurns();
    void rouse(); // whoever sleeps: some connection is gone
    // Loop thread: the loop ends; what comes later is dropped.
    void close();

    // From `at` on nobody waits for answers any more: lets go of threads that would hold on longer.
    void abandon(http::Time at);
    http::Time abandonedAt() const { return m_abandonedAt.load(std::memory_order_relaxed); }
    bool isAbandoned(std::chrono::nanoseconds stillNeeded) const;

private:
    QThread *const m_thread;
    const Clock m_clock;
    QMutex m_mutex;
    Loop *m_loop; // null once closed; guarded by m_mutex off the loop's thread
    std::vector<Letter> m_letters;
    std::vector<Turn> m_turns;
    QWaitCondition m_roused;
    std::atomic<http::Time> m_abandonedAt = http::never;
};

} // namespace overlap::net
