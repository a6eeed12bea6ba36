#include "overlap/text/format.h"

#include <QChar>

#include <algorithm>
#include <array>
#include <cmath>

namespace overlap::text {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 usNs = 1'000;
constexpr qint64 msNs = 1'000'000;
constexpr qint64 secondNs = 1'000'000'000;
constexpr char16_t thinSpace = 0x2009;

constexpr qint64 rounded(qint64 value, qint64 unit)
{
    return (value + unit / 2) / unit;
}

// value / unit with so many decimals, rounded half up. Integers only, so that every digit is exact.
QString fixed(qint64 value, qint64 unit, int decimals)
{
    qint64 scale = 1;
    for (int i = 0; i < decimals; ++i)
        scale *= 10;
    const qint64 scaled = rounded(value, unit / scale);
    QString text = QString::number(scaled / scale);
    if (decimals > 0)
        text += u'.' + QString::number(scaled % scale).rightJustified(decimals, u'0');
    return text;
}

struct Decoded
{
    char32_t code = 0;
    qsizetype bytes = 0; // 0: not UTF-8
};

// Decodes one character. Overlong forms, surrogates and codes above U+10FFFF are not valid UTF-8.
Decoded decode(QByteArrayView bytes)
{
    const auto first = uchar(bytes[0]);
    if (first < 0x80)
        return {first, 1};
    const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    if (more == 0 || bytes.size() <= more)
        return {};
    char32_t code = first & (0x3f >> more);
    for (int i = 1; i <= more; ++i) {
        if ((uchar(bytes[i]) & 0xc0) != 0x80)
            return {};
        code = (code << 6) | (uchar(bytes[i]) & 0x3f);
    }
    constexpr std::array<char32_t, 4> lowest = {0, 0x80, 0x800, 0x10000};
    const bool valid = code >= lowest[size_t(more)] && code <= 0x10ffff && first < 0xf8 &&
                       !(code >= 0xd800 && code < 0xe000);
    return valid ? Decoded{code, more + 1} : Decoded{};
}

// Characters that Unicode calls letters, marks or symbols, but that are invisible.
bool isBlank(char32_t code)
{
    return code == 0x34f || code == 0x115f || code == 0x1160 || code == 0x17b4 || code == 0x17b5 ||
           (code >= 0x180b && code <= 0x180f) || code == 0x2800 || code == 0x3164 ||
           (code >= 0xfe00 && code <= 0xfe0f) || code == 0xffa0 || code == 0xfffc ||
           code == 0x16fe4 || code == 0x1d159 || (code >= 0xe0000 && code <= 0xe0fff);
}

bool isShown(char32_t code)
{
    if (code < 0x7f)
        return code >= 0x20;
    switch (QChar::category(code)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return false;
    case QChar::Separator_Space: return code == 0x3000; // common in Japanese and Chinese
    default: return !isBlank(code);
    }
}

QString escaped(char32_t code)
{
    const QString digits = QString::number(uint(code), 16);
    if (code < 0x80)
        return u"\\x"_s + digits.rightJustified(2, u'0');
    if (code < 0x10000)
        return u"\\u"_s + digits.rightJustified(4, u'0');
    return u"\\U"_s + digits.rightJustified(8, u'0');
}

} // namespace

QString durationText(qint64 ns)
{
    if (ns < 0)
        return u"–"_s;
    if (ns == 0)
        return u"0 ms"_s;
    if (ns < usNs / 2)
        return u"<0.001 ms"_s;
    if (rounded(ns, usNs) < 10)
        return fixed(ns, msNs, 3) + u" ms"_s;
    if (rounded(ns, 10 * usNs) < 10)
        return fixed(ns, msNs, 2) + u" ms"_s;
    if (rounded(ns, 100 * usNs) < 100)
        return fixed(ns, msNs, 1) + u" ms"_s;
    if (rounded(ns, msNs) < 1000)
        return fixed(ns, msNs, 0) + u" ms"_s;
    if (rounded(ns, msNs) < 60'000)
        return fixed(ns, secondNs, 3) + u" s"_s;
    const qint64 seconds = rounded(ns, secondNs);
    const QString rest = u"%1 min %2 s"_s.arg(seconds / 60 % 60).arg(seconds % 60);
    return seconds < 3600 ? rest : countText(quint64(seconds / 3600)) + u" h "_s + rest;
}

QString secondsText(qint64 ns)
{
    return ns < 0 ? u'-' + fixed(-ns, secondNs, 3) : fixed(ns, secondNs, 3);
}

QString countText(quint64 count)
{
    QString text = QString::number(count);
    for (qsizetype at = text.size() - 3; at > 0; at -= 3)
        text.insert(at, QChar(thinSpace));
    return text;
}

QString bytesText(quint64 bytes)
{
    if (bytes < 1024)
        return QString::number(bytes);
    constexpr std::array units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = double(bytes) / 1024;
    size_t unit = 0;
    // 1023.95 would be shown as 1024.0, which is 1 of the next unit.
    for (; value >= 1023.95 && unit + 1 < units.size(); ++unit)
        value /= 1024;
    QString text = QString::number(value, 'f', 1);
    if (text.endsWith(".0"_L1))
        text.chop(2);
    return text + u' ' + QLatin1StringView(units[unit]);
}

QString factorText(double factor)
{
    if (!std::isfinite(factor) || factor < 0)
        return u"–"_s;
    if (factor >= 99.95)
        return countText(quint64(std::llround(std::min(factor, 1e15)))) + u'×';
    QString text = QString::number(factor, 'f', 1);
    if (text.endsWith(".0"_L1))
        text.chop(2);
    return text + u'×';
}

QString plainText(QByteArrayView bytes, bool keepLines)
{
    QString text;
    text.reserve(bytes.size());
    while (!bytes.isEmpty()) {
        const Decoded next = decode(bytes);
        if (next.bytes == 0) {
            text += u"\\x"_s + QString::number(uchar(bytes[0]), 16);
            bytes = bytes.sliced(1);
            continue;
        }
        const bool lineEnd = keepLines && bytes.startsWith("\r\n");
        if (isShown(next.code) || (keepLines && (next.code == U'\n' || next.code == U'\t')))
            text += QChar::fromUcs4(next.code);
        else if (!lineEnd) // drops the CR of CR LF
            text += escaped(next.code);
        bytes = bytes.sliced(next.bytes);
    }
    return text;
}

QString shortText(QByteArrayView bytes, qsizetype most)
{
    constexpr qsizetype longestCharacter = 4; // bytes in UTF-8
    const QString text =
        plainText(bytes.first(std::min(bytes.size(), (most + 1) * longestCharacter)));
    if (text.size() <= most)
        return text;
    return text.first(text[most - 1].isHighSurrogate() ? most - 1 : most) + QStringLiteral("...");
}

} // namespace overlap::text
