#pragma once

#include "overlap/schedule/strategy.h"

#include <QMutex>

#include <map>

namespace overlap::schedule {

// Any thread. Runs at most so many requests at a time, over all loops. The others are parked in a
// first-in, first-out queue, so the loops stay free.
class Limited final : public Strategy
{
public:
    Limited(net::Handler handler, int limit); // at least 1
    void handle(net::Call &&call) override;

private:
    void ended(quint64 number);

    const net::Handler m_handler;
    const int m_limit;
    QMutex m_mutex; // guards what follows
    std::map<quint64, net::CallAddress> m_queue;
    quint64 m_lastNumber = 0; // calls are numbered from 1, in the order of arrival
    int m_running = 0;
};

} // namespace overlap::schedule
