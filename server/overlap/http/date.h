#pragma once

#include "overlap/http/time.h"

#include <QByteArray>

namespace overlap::http {

// Pure. The Date header field (RFC 9110 §6.6.1), formatted once a second.
class Date
{
public:
    // Ties the monotonic `now` to the wall clock, in time since the Unix epoch. To be repeated
    // from time to time: the two drift apart, and a suspended machine stops one of them.
    void anchor(Time now, Time sinceUnixEpoch);

    // IMF-fixdate, such as "Sun, 06 Nov 1994 08:49:37 GMT". Valid until the next call.
    QByteArrayView at(Time now);

private:
    Time m_offset{};
    qint64 m_second = -1; // what m_text says, in seconds since the Unix epoch
    QByteArray m_text;
};

} // namespace overlap::http
