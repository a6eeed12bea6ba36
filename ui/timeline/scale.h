#pragma once

#include <QString>

#include <vector>

namespace overlap::ui {

// Pure. Converts times in ns to pixels and back. Pixels are counted from time 0, not from the
// beginning of the range: when the range moves, all bars move by the same whole pixels and none
// flickers.
struct Scale
{
    qint64 fromNs = 0;
    qint64 toNs = 1;
    int left = 0; // x of the first pixel
    int width = 1;

    int right() const { return left + width; } // x past the last pixel
    double nsPerPixel() const { return double(qMax<qint64>(1, toNs - fromNs)) / qMax(1, width); }
    int x(qint64 ns) const; // the pixel that contains ns; clamped to ten million pixels from left
    qint64 ns(int x) const; // the first instant of that pixel

private:
    qint64 pixelFromZero(qint64 ns) const;
};

// Pure. The same for many queries: the edges of the pixels in view are computed once.
class Pixels
{
public:
    // What is out of view is this many pixels beside the scale.
    static constexpr int outside = 1'000;
    explicit Pixels(const Scale &scale);
    int x(qint64 ns) const;
    qint64 ns(int x) const { return m_edges[size_t(x - m_left)]; } // x: from left to right()

private:
    int m_left;
    double m_perNs;
    std::vector<qint64> m_edges;
};

// Pure. A mark on the time axis.
struct Tick
{
    qint64 atNs = 0;
    int x = 0;
    QString text; // "2 s", "1.5 ms", "300 µs"
};

// Pure. Ticks at round times, from 0 on, far enough apart for their texts. digitWidth is in pixels.
std::vector<Tick> ticks(const Scale &scale, int digitWidth);

} // namespace overlap::ui
