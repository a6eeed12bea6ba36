#pragma once

#include "overlap/http/time.h"

#include <QByteArray>

#include <optional>

namespace overlap::http {

// Pure. The value of the Date field (RFC 9110 §6.6.1). Formats it at most once per second.
class Date
{
public:
    // Says which wall-clock time the monotonic `now` corresponds to. Call it from time to time:
    // the two clocks drift apart, and the monotonic one may stop while the machine sleeps.
    void anchor(Time now, Time sinceUnixEpoch);

    qint64 second(Time now) const; // since the Unix epoch
    // IMF-fixdate, such as "Sun, 06 Nov 1994 08:49:37 GMT". Valid until the next call.
    QByteArrayView at(Time now);

private:
    Time m_offset{};
    qint64 m_second = -1; // of m_text, since the Unix epoch
    QByteArray m_text;
};

// Pure. An HTTP-date (RFC 9110 §5.6.7) in its one form that is sent; seconds since the Unix epoch.
QByteArray dateText(qint64 second);
// Of any of its three forms, also the two obsolete ones. Nothing: the text is none. A year of two
// digits is at most 50 years after `now`.
std::optional<qint64> parseDate(QByteArrayView text, qint64 now);

} // namespace overlap::http
