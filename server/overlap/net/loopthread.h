#pragma once

#include "overlap/net/loop.h"

#include <QSemaphore>
#include <QThread>

namespace overlap::net {

// Loop thread (the server's). A further event loop on a thread of its own.
class LoopThread : public QThread
{
    Q_OBJECT
public:
    LoopThread(Loop::Setup setup, int number); // returns when the loop runs
    ~LoopThread() override;                    // drops its connections and joins the thread

    void accept(const Loop::Accepted &accepted);
    void drain();
    void abort();
    const std::shared_ptr<Mailbox> &mailbox() const { return m_mailbox; }

Q_SIGNALS:
    void emptied(); // see Loop; emitted on the loop's own thread

protected:
    void run() override;

private:
    template <typename Command>
    void command(Command what);

    const Loop::Setup m_setup;
    QSemaphore m_running;
    Loop *m_loop = nullptr; // on the stack of run()
    std::shared_ptr<Mailbox> m_mailbox;
};

} // namespace overlap::net
