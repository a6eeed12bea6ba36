#include "overlap/script/duration.h"

namespace overlap::script {

namespace {

// Digits beyond nanoseconds are accepted and ignored.
constexpr qint64 nsPerSecond = 1'000'000'000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Takes digits from the front of the text. False if there are none, or too many for a duration.
bool takeWhole(QByteArrayView &text, qint64 &whole)
{
    qsizetype digits = 0;
    for (whole = 0; digits < text.size() && isDigit(text[digits]); ++digits) {
        whole = whole * 10 + (text[digits] - '0');
        if (whole > nsPerSecond)
            return false;
    }
    text = text.sliced(digits);
    return digits > 0;
}

// Takes ".digits", if it is there, as a fraction of `unit`.
bool takeFraction(QByteArrayView &text, qint64 unit, qint64 &part)
{
    part = 0;
    if (!text.startsWith('.'))
        return true;
    qsizetype digits = 1;
    for (; digits < text.size() && isDigit(text[digits]); ++digits) {
        unit /= 10;
        part += unit * (text[digits] - '0');
    }
    text = text.sliced(digits);
    return digits > 1;
}

} // namespace

std::optional<std::chrono::nanoseconds> parseDuration(QByteArrayView text)
{
    qint64 unit = nsPerSecond;
    if (text.endsWith("ms")) {
        unit = nsPerSecond / 1000;
        text.chop(2);
    } else if (text.endsWith('s')) {
        text.chop(1);
    }
    qint64 whole = 0;
    qint64 part = 0;
    if (!takeWhole(text, whole) || !takeFraction(text, unit, part) || !text.isEmpty())
        return std::nullopt;
    const std::chrono::nanoseconds duration(whole * unit + part);
    if (duration > longestDuration)
        return std::nullopt;
    return duration;
}

QByteArray printDuration(std::chrono::nanoseconds duration)
{
    const qint64 ns = duration.count();
    const bool isShort = ns > 0 && ns < nsPerSecond;
    const qint64 unit = isShort ? nsPerSecond / 1000 : nsPerSecond;
    QByteArray text = QByteArray::number(ns / unit);
    if (ns % unit != 0) {
        // A unit more, so that the zeros in front are there; its 1 gives way to the point.
        QByteArray decimals = QByteArray::number(unit + ns % unit);
        decimals[0] = '.';
        while (decimals.endsWith('0'))
            decimals.chop(1);
        text += decimals;
    }
    return text + (isShort ? "ms" : "s");
}

} // namespace overlap::script
