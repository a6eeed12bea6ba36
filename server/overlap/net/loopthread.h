#pragma once

#include "overlap/net/loop.h"

#include <QSemaphore>
#include <QThread>

namespace overlap::net {

// A further event loop on a thread of its own, for the server's. Made, used and destroyed on the
// server's thread, except where a member says otherwise.
class LoopThread : public QThread
{
    Q_OBJECT
public:
    LoopThread(Loop::Setup setup, int number); // runs when it returns
    ~LoopThread() override;                    // drops its connections and joins the thread

    void accept(Loop::Accepted accepted);
    void drain();
    void abort();
    const std::shared_ptr<Mailbox> &mailbox() const { return m_mailbox; }

Q_SIGNALS:
    void emptied(); // see Loop; from its own thread

protected:
    void run() override;

private:
    template <typename Command>
    void command(Command what);

    const Loop::Setup m_setup;
    QSemaphore m_running;
    Loop *m_loop = nullptr; // run()'s
    std::shared_ptr<Mailbox> m_mailbox;
};

} // namespace overlap::net
