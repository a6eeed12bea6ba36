#pragma once

#include "overlap/net/heldthreads.h"

#include <QMutex>
#include <QThread>

#include <functional>
#include <vector>

namespace overlap::net {

class Connection;
class Loop;

// Any thread. Runs functions for the calls of one loop, on that loop's thread. May outlive the
// loop, as calls share it; then it drops what it gets.
class Mailbox
{
public:
    Mailbox(Loop &loop, Clock clock);

    bool isHere() const { return QThread::currentThread() == m_thread; }
    // Calls what(Connection &), if the request is still with its handler. At once if this is the
    // loop's thread, otherwise queued.
    template <typename What>
    void run(CallId call, What &&what)
    {
        if (!isHere())
            post(call, std::forward<What>(what));
        else if (Connection *const connection = find(call))
            what(*connection);
    }
    // The same, but always queued: in a later iteration of the loop.
    template <typename What>
    void post(CallId call, What &&what)
    {
        // shared_ptr, as std::function must be copyable, and a lambda that holds a Call is not.
        const auto shared = std::make_shared<std::decay_t<What>>(std::forward<What>(what));
        queue({call, [shared](Connection &connection) { (*shared)(connection); }});
    }

    HeldThreads &threads() { return m_threads; }
    void close(); // loop thread: call it when the loop ends

private:
    struct Task
    {
        CallId call;
        std::function<void(Connection &)> what;
    };

    Connection *find(CallId call) const;
    void queue(Task task);
    std::vector<Task> takeQueued();
    void runQueued();

    QThread *const m_thread;
    HeldThreads m_threads;
    QMutex m_mutex;
    Loop *m_loop;               // null once closed; other threads must lock m_mutex
    std::vector<Task> m_queued; // guarded by m_mutex
};

} // namespace overlap::net
