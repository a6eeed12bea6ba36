#pragma once

#include "overlap/net/call.h"

#include <functional>

namespace overlap::folder {

// Any thread, one at a time. How the answer to a call goes back: not faster than at its rate, and
// whoever wants to know is told of its end once, just before the last of it is handed over; or when
// this is destroyed. What goes on later shares it.
class Passage
{
public:
    using WhenEnding = std::function<void(int status)>; // of the head; 0 without one

    // `rate` in bytes of the body a second; 0: no limit.
    Passage(qint64 rate, WhenEnding whenEnding) : m_rate(rate), m_whenEnding(std::move(whenEnding))
    {
    }
    ~Passage() { end(); }
    Q_DISABLE_COPY_MOVE(Passage)

    qint64 rate() const { return m_rate; }
    void send(net::Call &&call, http::Response response); // as a whole, whatever the rate
    void begin(http::Status status) { m_status = int(status); }
    void end();

private:
    const qint64 m_rate;
    WhenEnding m_whenEnding; // null: told, or not wanted
    int m_status = 0;
};

} // namespace overlap::folder
