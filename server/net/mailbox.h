#pragma once

#include "net/call.h"

#include <QMutex>
#include <QThread>

#include <atomic>
#include <vector>

namespace overlap::net {

class Loop;

// Any thread. Where responses for a loop's connections arrive: delivered at once on the loop's own
// thread, queued from others. Outlives its loop for as long as a responder does.
class Mailbox
{
public:
    struct Letter
    {
        quint32 connection;
        quint32 ordinal;
        http::Response response;
    };

    struct Turn
    {
        quint32 connection;
        quint32 ordinal;
        Handler handler;
    };

    explicit Mailbox(Loop &loop);

    void deliver(Letter letter);
    // Loop thread: see Call::after.
    void wait(quint32 connection, Call call, std::chrono::nanoseconds duration,
              Call::Continuation then);
    void announce(quint32 connection); // see Call::announce
    void queued(quint32 connection);   // see Call::queued
    bool start(Turn turn, Call &call); // see Call::start: takes the call, or does nothing
    // Loop thread: what other threads have delivered, and whose turn it is.
    std::vector<Letter> collect();
    std::vector<std::pair<Turn, Call>> collectTurns();
    // Loop thread: the loop ends; what comes later is dropped.
    void close();

    void abandon() { m_abandoned.store(true, std::memory_order_relaxed); }
    bool isAbandoned() const { return m_abandoned.load(std::memory_order_relaxed); }

private:
    QThread *const m_thread;
    QMutex m_mutex;
    Loop *m_loop; // null once closed; guarded by m_mutex off the loop's thread
    std::vector<Letter> m_letters;
    std::vector<std::pair<Turn, Call>> m_turns;
    std::atomic<bool> m_abandoned = false;
};

} // namespace overlap::net
