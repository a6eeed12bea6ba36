#include "overlap/http/date.h"

#include <cstring>

namespace overlap::http {

static constexpr char dayNames[] = "SunMonTueWedThuFriSat";
static constexpr char monthNames[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static void putTwoDigits(char *at, int value)
{
    at[0] = char('0' + value / 10);
    at[1] = char('0' + value % 10);
}

void Date::anchor(Time now, Time sinceUnixEpoch)
{
    m_offset = sinceUnixEpoch - now;
    m_second = -1;
}

QByteArrayView Date::at(Time now)
{
    using namespace std::chrono;
    const sys_seconds time(floor<seconds>(now + m_offset));
    if (time.time_since_epoch().count() == m_second)
        return m_text;
    m_second = time.time_since_epoch().count();

    const sys_days day = floor<days>(time);
    const year_month_day ymd(day);
    const auto ofDay = int((time - day).count());
    const auto yearNumber = int(ymd.year());
    m_text = QByteArrayLiteral("Www, DD Mmm YYYY hh:mm:ss GMT");
    char *text = m_text.data();
    std::memcpy(text, &dayNames[3 * weekday(day).c_encoding()], 3);
    putTwoDigits(text + 5, int(unsigned(ymd.day())));
    std::memcpy(text + 8, &monthNames[3 * (unsigned(ymd.month()) - 1)], 3);
    putTwoDigits(text + 12, yearNumber / 100);
    putTwoDigits(text + 14, yearNumber % 100);
    putTwoDigits(text + 17, ofDay / 3600);
    putTwoDigits(text + 20, ofDay / 60 % 60);
    putTwoDigits(text + 23, ofDay % 60);
    return m_text;
}

} // namespace overlap::http
