#pragma once

#include "overlap/http/limits.h"

#include <array>

namespace overlap::http {

// Pure. Whether a peer takes what it is sent: how much of it the peer confirmed in a window of time
// that slides on in steps (see Limits::writeWindow). It begins when something is outstanding, and
// its owner ends it when nothing is. Counts are bytes since the connection began.
class ReaderWatch
{
public:
    ReaderWatch(qint64 queued, qint64 confirmed, const Limits &limits, Time now);

    Time next() const { return m_next; } // when to look; `never` where the window has no end
    // False: something was outstanding throughout the last window, and too little of it confirmed.
    bool look(qint64 queued, qint64 confirmed, const Limits &limits, Time now);
    void putOff(Time by, const Limits &limits, Time now); // nobody looked meanwhile

private:
    static constexpr int steps = 10; // of a window
    static Time step(const Limits &limits);
    void note(qint64 queued, qint64 confirmed, const Limits &limits, Time now);

    std::array<qint64, steps> m_confirmed{}; // at the last looks, a ring
    qint64 m_queued = 0;                     // at the last look
    Time m_next{};
    int m_looks = 0; // since it began, or the peer had taken all
};

} // namespace overlap::http
