#pragma once

#include "overlap/schedule/strategy.h"

#include <QMutex>

#include <map>

namespace overlap::schedule {

// Any thread. At most so many requests at a time, over all loops; the others wait in the order in
// which they came. The loops stay free meanwhile.
class Limited final : public Strategy
{
public:
    Limited(net::Handler handler, int most); // at least 1
    void handle(net::Call call) override;

private:
    void ended(quint64 number);

    const net::Handler m_handler;
    const int m_most;
    QMutex m_mutex; // guards what follows
    std::map<quint64, net::CallAddress> m_queue;
    quint64 m_last = 0; // calls are numbered as they come
    int m_running = 0;
};

} // namespace overlap::schedule
