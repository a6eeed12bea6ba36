#pragma once

#include "overlap/http/limits.h"

#include <array>

namespace overlap::http {

// Pure. Watches whether a peer reads what it is sent: how many bytes it confirmed in a sliding
// window (see Limits::writeWindow). Its owner creates it when bytes are outstanding and deletes it
// when none are. Counts are bytes since the connection began.
class ReaderWatch
{
public:
    ReaderWatch(qint64 queued, qint64 confirmed, const Limits &limits, Time now);

    Time nextCheck() const { return m_nextCheck; } // `never` if the window has no end
    // False: bytes were outstanding throughout the last window, and too few were confirmed.
    bool check(qint64 queued, qint64 confirmed, const Limits &limits, Time now);
    void postpone(Time by, const Limits &limits, Time now); // for so long, check() was not called

private:
    static constexpr int steps = 10; // per window
    static Time step(const Limits &limits);
    void note(qint64 queued, qint64 confirmed, const Limits &limits, Time now);

    std::array<qint64, steps> m_confirmed{}; // at the last checks, a ring
    qint64 m_queued = 0;                     // at the last check
    Time m_nextCheck{};
    int m_checks = 0; // since the window began
};

} // namespace overlap::http
