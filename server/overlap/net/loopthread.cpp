#include "overlap/net/loopthread.h"

#include "overlap/net/connection.h"

namespace overlap::net {

LoopThread::LoopThread(Loop::Setup setup, int number) : m_setup(std::move(setup))
{
    setObjectName(QStringLiteral("server-%1").arg(number));
    m_setup.connections.transport.prepareThread(*this);
    start();
    m_running.acquire();
}

LoopThread::~LoopThread()
{
    m_mailbox->threads().abandon(http::Time::min());
    quit();
    wait();
}

void LoopThread::run()
{
    Loop loop(m_setup);
    connect(&loop, &Loop::emptied, this, &LoopThread::emptied);
    m_loop = &loop;
    m_mailbox = loop.mailbox();
    m_running.release();
    exec();
}

void LoopThread::accept(const Loop::Accepted &accepted)
{
    m_loop->acceptLater(accepted);
}

template <typename Command>
void LoopThread::command(Command what)
{
    QMetaObject::invokeMethod(m_loop, what, Qt::QueuedConnection);
}

void LoopThread::drain()
{
    command(&Loop::drain);
}

void LoopThread::abort()
{
    command(&Loop::abort);
}

} // namespace overlap::net
