#include "overlap/schedule/threadpool.h"

#include <QRunnable>

#include <algorithm>

namespace overlap::schedule {

namespace {

class Work final : public QRunnable
{
public:
    Work(const net::Handler &handler, net::Call &&call)
        : m_handler(handler)
        , m_call(std::move(call))
    {
    }
    void run() override { net::run(m_handler, std::move(m_call)); }

private:
    const net::Handler &m_handler;
    net::Call m_call;
};

} // namespace

ThreadPool::ThreadPool(net::Handler handler, int threads)
    : m_handler(std::move(handler))
    , m_limited([this](net::Call &&call) { run(std::move(call)); }, threads)
{
    m_threads.setMaxThreadCount(std::max(1, threads));
}

void ThreadPool::run(net::Call &&call)
{
    call.holdThread();
    m_threads.start(new Work(m_handler, std::move(call))); // the pool deletes it (autoDelete)
}

} // namespace overlap::schedule
