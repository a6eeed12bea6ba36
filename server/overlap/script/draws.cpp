#include "overlap/script/draws.h"

#include "overlap/script/duration.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace overlap::script {

namespace {

constexpr quint64 goldenGamma = 0x9e3779b97f4a7c15;
constexpr double z99 = 2.3263478740408408; // 99 of 100 draws of a normal distribution are below

quint64 mixed(quint64 z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

} // namespace

// Seeds and streams that follow each other are mixed, or their draws would follow each other, too.
Draws::Draws(quint64 seed, quint64 stream)
    : m_state(mixed(seed + goldenGamma) ^ mixed(mixed(stream + goldenGamma)))
{
}

quint64 Draws::next()
{
    m_state += goldenGamma;
    return mixed(m_state);
}

double Draws::fraction()
{
    return double(next() >> 11) * 0x1p-53;
}

double Draws::normal() // Box and Muller
{
    const double radius = std::sqrt(-2 * std::log(1 - fraction()));
    return radius * std::cos(2 * std::numbers::pi * fraction());
}

std::chrono::nanoseconds Draws::of(const Wait &wait)
{
    const auto first = double(wait.first.count());
    const auto second = double(wait.second.count());
    switch (wait.shape) {
    case Wait::Shape::Fixed: break;
    case Wait::Shape::Uniform:
        return wait.first + std::chrono::nanoseconds(qint64(fraction() * (second - first + 1)));
    case Wait::Shape::LogNormal: {
        const double drawn = first * std::exp(normal() * std::log(second / first) / z99);
        // Whole microseconds: libraries differ in the last digits of these functions.
        const auto most = double(longestDuration.count());
        return std::chrono::microseconds(std::llround(std::min(drawn, most) / 1000));
    }
    }
    return wait.first;
}

} // namespace overlap::script
