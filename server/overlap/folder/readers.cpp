#include "overlap/folder/readers.h"

#include <memory>
#include <utility>

namespace overlap::folder {

Readers::~Readers()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
    }
    m_changed.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

// If it throws, the call is destroyed, and so answered.
template <typename Going, typename Then>
void Readers::add(Going &&going, Then &&then)
{
    // Shared, as a function must be copyable.
    const auto moved = std::make_shared<std::decay_t<Going>>(std::forward<Going>(going));
    Task task = [moved, then = std::forward<Then>(then)] {
        try {
            then(std::move(*moved));
        } catch (const std::exception &error) {
            qWarning("A file could not be sent: %s", error.what());
        }
    };
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        if (m_idle < m_tasks.size() && m_threads.size() < m_most)
            m_threads.emplace_back([this] { work(); });
    }
    m_changed.notify_one();
}

void Readers::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_idle;
        m_changed.wait(lock, [this] { return m_isOver || !m_tasks.empty(); });
        --m_idle;
        if (m_isOver)
            return;
        Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task();
        task = {}; // what it holds may end here
        lock.lock();
    }
}

void Readers::run(net::Call &&call, net::Handler then)
{
    if (call.holdsThread())
        then(std::move(call));
    else
        add(std::move(call), std::move(then));
}

void Readers::run(net::Stream &&stream, net::Stream::Continuation then)
{
    if (stream.call().holdsThread())
        then(std::move(stream));
    else
        add(std::move(stream), std::move(then));
}

} // namespace overlap::folder
