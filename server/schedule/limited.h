#pragma once

#include "schedule/strategy.h"

#include <QMutex>

#include <deque>

namespace overlap::schedule {

// Any thread. At most so many requests at a time, over all loops; the others wait in the order in
// which they came. The loops stay free meanwhile.
class Limited final : public Strategy
{
public:
    Limited(net::Handler handler, int most); // at least 1
    void handle(net::Call call) override;
    void drop() override;

private:
    void ended();

    const net::Handler m_handler;
    const int m_most;
    QMutex m_mutex;
    std::deque<net::Call> m_queue; // guarded by m_mutex, as m_running
    int m_running = 0;
};

} // namespace overlap::schedule
