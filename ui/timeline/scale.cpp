#include "timeline/scale.h"

#include "overlap/text/format.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using text::countText;

namespace {

constexpr qint64 usNs = 1'000;
constexpr qint64 msNs = 1'000'000;
constexpr qint64 secondNs = 1'000'000'000;
constexpr qint64 minuteNs = 60 * secondNs;
constexpr qint64 hourNs = 60 * minuteNs;

struct Unit
{
    qint64 ns;
    const char16_t *name;
};

// The unit in which a step has at most one decimal.
Unit unitOf(qint64 stepNs)
{
    if (stepNs >= hourNs)
        return {hourNs, u" h"};
    if (stepNs >= minuteNs)
        return {minuteNs, u" min"};
    if (stepNs >= secondNs / 10)
        return {secondNs, u" s"};
    if (stepNs >= msNs / 10)
        return {msNs, u" ms"};
    return {usNs, u" µs"};
}

QString tickText(qint64 ns, qint64 stepNs)
{
    const Unit unit = unitOf(stepNs);
    QString text = countText(quint64(ns / unit.ns));
    if (stepNs < unit.ns)
        text += u'.' + QString::number(ns % unit.ns / (unit.ns / 10));
    return text + QString::fromUtf16(unit.name);
}

// The next longer step: 1, 2 or 5 times a power of ten; from 10 s on, what divides minutes, hours
// and days.
qint64 nextStep(qint64 stepNs)
{
    constexpr std::array clock = {20 * secondNs, 30 * secondNs, minuteNs,      2 * minuteNs,
                                  5 * minuteNs,  10 * minuteNs, 20 * minuteNs, 30 * minuteNs,
                                  hourNs,        2 * hourNs,    6 * hourNs,    12 * hourNs,
                                  24 * hourNs};
    if (stepNs >= 10 * secondNs) {
        for (const qint64 next : clock) {
            if (next > stepNs)
                return next;
        }
        return 2 * stepNs;
    }
    qint64 power = 1;
    while (power * 10 <= stepNs)
        power *= 10;
    return stepNs == 2 * power ? 5 * power : 2 * stepNs;
}

} // namespace

qint64 Scale::pixelFromZero(qint64 ns) const
{
    return qint64(std::floor(double(ns) / nsPerPixel()));
}

int Scale::x(qint64 ns) const
{
    constexpr qint64 outside = 10'000'000; // of any window
    const qint64 pixel = pixelFromZero(ns) - pixelFromZero(fromNs);
    return left + int(std::clamp(pixel, -outside, outside));
}

qint64 Scale::ns(int x) const
{
    const qint64 pixel = pixelFromZero(fromNs) + x - left;
    auto ns = qint64(std::ceil(double(pixel) * nsPerPixel()));
    // Floating point may miss the pixel's edge by a few ns.
    while (pixelFromZero(ns) < pixel)
        ++ns;
    while (pixelFromZero(ns - 1) >= pixel)
        --ns;
    return ns;
}

Pixels::Pixels(const Scale &scale) : m_left(scale.left), m_perNs(1 / scale.nsPerPixel())
{
    m_edges.reserve(size_t(scale.width) + 1);
    for (int x = scale.left; x <= scale.right(); ++x)
        m_edges.push_back(scale.ns(x));
}

int Pixels::x(qint64 ns) const
{
    if (ns < m_edges.front())
        return m_left - outside;
    if (ns >= m_edges.back())
        return m_left + int(m_edges.size()) - 1 + outside;
    // An estimate, corrected to the exact pixel.
    auto at = std::min(size_t(double(ns - m_edges.front()) * m_perNs), m_edges.size() - 2);
    while (m_edges[at] > ns)
        --at;
    while (m_edges[at + 1] <= ns)
        ++at;
    return m_left + int(at);
}

std::vector<Tick> ticks(const Scale &scale, int digitWidth)
{
    qint64 step = usNs / 10;
    const auto fits = [&] {
        const auto characters =
            qMax<qsizetype>(tickText(qMax<qint64>(0, scale.toNs), step).size(), 8);
        return double(step) / scale.nsPerPixel() >= double((characters + 3) * digitWidth);
    };
    while (!fits())
        step = nextStep(step);
    std::vector<Tick> result;
    const qint64 first = (qMax<qint64>(0, scale.fromNs) + step - 1) / step * step;
    for (qint64 at = first; at < scale.toNs; at += step)
        result.push_back({at, scale.x(at), tickText(at, step)});
    return result;
}

} // namespace overlap::ui
