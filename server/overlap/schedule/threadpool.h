#pragma once

#include "overlap/schedule/limited.h"

#include <QThreadPool>

namespace overlap::schedule {

// Any thread. The classic pool: so many threads, each of which belongs to one request from its
// handler's start to its answer, waiting included. The others queue.
class ThreadPool final : public Strategy
{
public:
    ThreadPool(net::Handler handler, int threads); // at least 1
    void handle(net::Call call) override { m_limited.handle(std::move(call)); }

private:
    void run(net::Call call);

    const net::Handler m_handler;
    Limited m_limited;
    QThreadPool m_threads; // ends first: it waits for what m_limited let run
};

} // namespace overlap::schedule
