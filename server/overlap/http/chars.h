#pragma once

#include <QByteArrayView>
#include <QtEndian>

#include <array>
#include <bit>

// Pure. Classes of bytes, one table lookup each, and loops that skip runs of a class.
namespace overlap::http::chars {

enum Class : quint8 {
    Token = 0x01, // tchar, RFC 9110 §5.6.2
    Query = 0x02, // visible ASCII without '#', which would begin a fragment
    Value = 0x04, // field-vchar, SP and HTAB, RFC 9110 §5.5
    Hex = 0x08,
    Digit = 0x10,
    Name = 0x20,  // of a host: unreserved, RFC 3986 §2.3
    Blank = 0x40, // SP and HTAB
    Path = 0x80,  // as Query, but not '?', which ends a path, nor '%', which begins an escape
};

namespace detail {
constexpr bool isOneOf(int c, const char *set)
{
    for (; *set; ++set) {
        if (*set == c)
            return true;
    }
    return false;
}

constexpr quint8 classesOf(int c)
{
    const bool digit = c >= '0' && c <= '9';
    const int lower = c | 0x20;
    const bool alnum = digit || (lower >= 'a' && lower <= 'z' && c < 0x80);
    const bool visible = c > 0x20 && c < 0x7f;
    const bool blank = c == ' ' || c == '\t';
    return quint8((alnum || isOneOf(c, "!#$%&'*+-.^_`|~") ? Token : 0) |
                  (visible && c != '#' ? Query : 0) | (visible || blank || c >= 0x80 ? Value : 0) |
                  (digit || (lower >= 'a' && lower <= 'f' && c < 0x80) ? Hex : 0) |
                  (digit ? Digit : 0) | (alnum || isOneOf(c, "-._~") ? Name : 0) |
                  (blank ? Blank : 0) | (visible && !isOneOf(c, "#?%") ? Path : 0));
}

constexpr std::array<quint8, 256> makeTable()
{
    std::array<quint8, 256> table{};
    for (int c = 0; c < 256; ++c)
        table[std::size_t(c)] = classesOf(c);
    return table;
}

inline constexpr std::array<quint8, 256> table = makeTable();
} // namespace detail

constexpr bool is(char c, Class wanted)
{
    return detail::table[uchar(c)] & wanted;
}

constexpr int hexValue(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

// The first byte in [p, end) that is not of the class.
inline const char *skip(const char *p, const char *end, Class wanted)
{
    while (p != end && is(*p, wanted))
        ++p;
    return p;
}

// Like skip(p, end, Value), but eight bytes at a time: most of a browser's request is values.
inline const char *skipValue(const char *p, const char *end)
{
    constexpr quint64 ones = 0x0101010101010101u;
    constexpr quint64 highs = ones * 0x80;
    while (end - p >= 8) {
        const auto word = qFromLittleEndian<quint64>(p);
        const quint64 deletes = word ^ (ones * 0x7f);
        const quint64 stops = ((word - ones * 0x20) & ~word) | ((deletes - ones) & ~deletes);
        if ((stops & highs) == 0) {
            p += 8;
            continue;
        }
        p += std::countr_zero(stops & highs) / 8; // behind the first one, a carry may set others
        if (*p != '\t')
            return p;
        ++p;
    }
    return skip(p, end, Value);
}

inline bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && skip(text.begin(), text.end(), Token) == text.end();
}

} // namespace overlap::http::chars
