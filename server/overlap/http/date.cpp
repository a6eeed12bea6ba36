#include "overlap/http/date.h"

#include "overlap/http/chars.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <chrono>

namespace overlap::http {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<QByteArrayView, 7> days{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                             "Friday", "Saturday", "Sunday"};
constexpr QByteArrayView months = "JanFebMarAprMayJunJulAugSepOctNovDec";

// Takes the parts of a date from its beginning. Upper and lower case differ, as they do in the RFC.
class DateReader
{
public:
    explicit DateReader(QByteArrayView text) : m_rest(text) {}

    bool isRead() const { return m_isValid && m_rest.isEmpty(); }
    bool isNext(QByteArrayView text) const { return m_rest.startsWith(text); }
    void skip(QByteArrayView text)
    {
        m_isValid = m_isValid && isNext(text);
        m_rest = m_rest.sliced(m_isValid ? text.size() : 0);
    }
    int number(qsizetype digits)
    {
        const QByteArrayView text = m_rest.first(qMin(digits, m_rest.size()));
        m_isValid = m_isValid && text.size() == digits &&
                    chars::skip(text.begin(), text.end(), chars::Digit) == text.end();
        m_rest = m_rest.sliced(text.size());
        return m_isValid ? text.toInt() : 0;
    }
    void day(bool isWhole)
    {
        for (const QByteArrayView day : days) {
            const QByteArrayView name = isWhole ? day : day.first(3);
            if (isNext(name))
                return skip(name);
        }
        m_isValid = false;
    }
    int month()
    {
        const qsizetype at = m_rest.size() < 3 ? -1 : months.indexOf(m_rest.first(3));
        m_isValid = m_isValid && at >= 0 && at % 3 == 0;
        m_rest = m_rest.sliced(m_isValid ? 3 : 0);
        return int(at / 3) + 1;
    }
    int time() // seconds; a leap second counts as the one before it
    {
        const int hour = number(2);
        skip(":");
        const int minute = number(2);
        skip(":");
        const int second = number(2);
        m_isValid = m_isValid && hour < 24 && minute < 60 && second <= 60;
        return (hour * 60 + minute) * 60 + qMin(second, 59);
    }

private:
    QByteArrayView m_rest;
    bool m_isValid = true;
};

// The year that ends in these two digits.
int yearOf(int digits, qint64 now)
{
    const int latest = QDateTime::fromSecsSinceEpoch(now, QTimeZone::utc()).date().year() + 50;
    const int year = latest - latest % 100 + digits;
    return year > latest ? year - 100 : year;
}

} // namespace

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
    if (std::exchange(m_second, second) != second)
        m_text = dateText(second);
    return m_text;
}

QByteArray dateText(qint64 second)
{
    namespace chrono = std::chrono;
    const chrono::sys_seconds time{chrono::seconds(second)};
    const auto date = chrono::floor<chrono::days>(time);
    const chrono::year_month_day day(date);
    const chrono::hh_mm_ss clock(time - date);
    QByteArray text = "Sun, 06 Nov 1994 08:49:37 GMT"_ba;
    char *const at = text.data();
    const auto put = [at](int where, int number) {
        at[where] = char('0' + number / 10);
        at[where + 1] = char('0' + number % 10);
    };
    std::copy_n(days[chrono::weekday(date).iso_encoding() - 1].data(), 3, at);
    put(5, int(unsigned(day.day())));
    std::copy_n(months.data() + (unsigned(day.month()) - 1) * 3, 3, at + 8);
    const int year = std::clamp(int(day.year()), 0, 9999); // there are four digits
    put(12, year / 100);
    put(14, year % 100);
    put(17, int(clock.hours().count()));
    put(20, int(clock.minutes().count()));
    put(23, int(clock.seconds().count()));
    return text;
}

std::optional<qint64> parseDate(QByteArrayView text, qint64 now)
{
    DateReader reader(text);
    int year = 0;
    int month = 0;
    int day = 0;
    int time = 0;
    if (text.sliced(qMin<qsizetype>(3, text.size())).startsWith(' ')) { // Sun Nov  6 08:49:37 1994
        reader.day(false);
        reader.skip(" ");
        month = reader.month();
        reader.skip(" ");
        const bool isShort = reader.isNext(" ");
        reader.skip(isShort ? " " : "");
        day = reader.number(isShort ? 1 : 2);
        reader.skip(" ");
        time = reader.time();
        reader.skip(" ");
        year = reader.number(4);
    } else {
        const bool isWhole = !text.sliced(qMin<qsizetype>(3, text.size())).startsWith(',');
        const QByteArrayView between = isWhole ? "-" : " "; // Sunday, 06-Nov-94 08:49:37 GMT
        reader.day(isWhole);
        reader.skip(", ");
        day = reader.number(2);
        reader.skip(between);
        month = reader.month();
        reader.skip(between);
        year = isWhole ? yearOf(reader.number(2), now) : reader.number(4);
        reader.skip(" ");
        time = reader.time();
        reader.skip(" GMT");
    }
    const QDate date(year, month, day);
    if (!reader.isRead() || !date.isValid())
        return std::nullopt;
    return date.startOfDay(QTimeZone::utc()).toSecsSinceEpoch() + time;
}

} // namespace overlap::http
