#include "overlap/http/date.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

namespace overlap::http {

void Date::anchor(Time now, Time sinceUnixEpoch)
{
    m_offset = sinceUnixEpoch - now;
    m_second = -1;
}

qint64 Date::second(Time now) const
{
    return std::chrono::floor<std::chrono::seconds>(now + m_offset).count();
}

QByteArrayView Date::at(Time now)
{
    const qint64 second = this->second(now);
    if (std::exchange(m_second, second) != second) {
        const QDateTime time = QDateTime::fromSecsSinceEpoch(second, QTimeZone::utc());
        m_text = QLocale::c().toString(time, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'").toLatin1();
    }
    return m_text;
}

} // namespace overlap::http
