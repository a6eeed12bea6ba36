#pragma once

#include "overlap/net/heldthreads.h"

#include <QMutex>
#include <QThread>

#include <functional>
#include <vector>

namespace overlap::net {

class Connection;
class Loop;

// Any thread. Runs functions at the calls of one loop, on that loop's thread. Outlives its loop for
// as long as a call does; what comes after it is dropped.
class Mailbox
{
public:
    Mailbox(Loop &loop, Clock clock);

    bool isHere() const { return QThread::currentThread() == m_thread; }
    // Calls `what` with the call's Connection & if its request is with its handler, and drops it if
    // not. At once on the loop's own thread.
    template <typename What>
    void run(CallId call, What what)
    {
        if (!isHere())
            post(call, std::move(what));
        else if (Connection *const connection = find(call))
            what(*connection);
    }
    // The same, but always in a later turn of the loop.
    template <typename What>
    void post(CallId call, What what)
    {
        // Shared, as what holds a Call can't be copied.
        const auto shared = std::make_shared<What>(std::move(what));
        queue({call, [shared](Connection &connection) { (*shared)(connection); }});
    }

    HeldThreads &threads() { return m_threads; }
    void close(); // loop thread: the loop ends

private:
    struct Errand
    {
        CallId call;
        std::function<void(Connection &)> what;
    };

    Connection *find(CallId call) const;
    void queue(Errand errand);
    std::vector<Errand> takeQueued();
    void runQueued();

    QThread *const m_thread;
    HeldThreads m_threads;
    QMutex m_mutex;
    Loop *m_loop;                 // null once closed; guarded by m_mutex off the loop's thread
    std::vector<Errand> m_queued; // guarded by m_mutex
};

} // namespace overlap::net
