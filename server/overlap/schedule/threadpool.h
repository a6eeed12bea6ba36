#pragma once

#include "overlap/schedule/limited.h"

#include <QThreadPool>

namespace overlap::schedule {

// Any thread. The classic thread pool: each request occupies a thread from its handler's start to
// its answer, also while it waits. Further requests queue.
class ThreadPool final : public Strategy
{
public:
    ThreadPool(net::Handler handler, int threads); // at least 1
    void handle(net::Call &&call) override { m_limited.handle(std::move(call)); }
    bool takesUploads() const override { return false; }

private:
    void run(net::Call &&call);

    const net::Handler m_handler;
    Limited m_limited;
    QThreadPool m_threads; // last, so destroyed first: it waits for the calls that still run
};

} // namespace overlap::schedule
