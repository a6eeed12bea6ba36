#pragma once

#include "overlap/net/stream.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace overlap::folder {

// Any thread. Few threads that wait for the disk, so that no loop does: shared by all folders, and
// started when they are needed. Must outlive the calls, and may not be destroyed on one of its own
// threads. Its end waits for what runs, and drops what waits.
class Readers
{
public:
    explicit Readers(std::size_t threads = 4) : m_most(threads) {}
    ~Readers();
    Q_DISABLE_COPY_MOVE(Readers)

    // Calls `then` on one of the threads; or at once, if the call holds a thread by itself.
    void run(net::Call &&call, net::Handler then);
    void run(net::Stream &&stream, net::Stream::Continuation then);

private:
    using Task = std::function<void()>;
    template <typename Going, typename Then>
    void add(Going &&going, Then &&then);
    void work();

    const std::size_t m_most;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    // Guarded by m_mutex.
    std::deque<Task> m_tasks;
    std::vector<std::thread> m_threads;
    std::size_t m_idle = 0; // threads
    bool m_isOver = false;
};

} // namespace overlap::folder
