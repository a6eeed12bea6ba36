#pragma once

#include "overlap/net/call.h"

#include <QMutex>

#include <map>

namespace overlap::net {

// Any thread. Lets at most so many calls go on at a time, over all loops. The others are parked as
// queued, first in, first out, so the loops stay free. Must outlive the calls.
class Turns
{
public:
    explicit Turns(int limit); // at least 1
    Q_DISABLE_COPY_MOVE(Turns)

    // Goes on with `then`, now or when a call before it has ended.
    void take(Call &&call, const Handler &then);

private:
    void ended(quint64 number);

    const int m_limit;
    QMutex m_mutex; // guards what follows
    std::map<quint64, CallAddress> m_queue;
    quint64 m_lastNumber = 0; // calls are numbered from 1, in the order of arrival
    int m_running = 0;
};

} // namespace overlap::net
