#pragma once

#include "overlap/http/time.h"

#include <QtGlobal>

#include <algorithm>
#include <limits>

namespace overlap::upstream {

// Pure. Lets so many bytes go each second, in pieces; after a pause, no more than one at once.
class Pace
{
public:
    using Time = http::Time;

    explicit Pace(qint64 rate) : m_rate(rate) {} // bytes a second; 0: no limit

    // How many bytes may go now; 0: none until next().
    qint64 allowed(Time now) const
    {
        if (m_rate == 0)
            return std::numeric_limits<qint64>::max();
        return now < m_next ? 0 : std::max<qint64>(1, m_rate / piecesPerSecond);
    }
    Time next() const { return m_next; }
    void took(qint64 bytes, Time now)
    {
        if (m_rate == 0)
            return;
        const Time piece = std::chrono::duration_cast<Time>(
            std::chrono::duration<double>(double(bytes) / double(m_rate)));
        m_next = std::max(m_next, now - std::chrono::seconds(1) / piecesPerSecond) + piece;
    }

private:
    static constexpr int piecesPerSecond = 20;

    qint64 m_rate;
    Time m_next = Time(0);
};

} // namespace overlap::upstream
