#pragma once

#include <QString>

#include <vector>

namespace overlap::ui {

// Pure. Time in ns to pixels and back. Whole pixels are counted from time 0, not from the range's
// beginning, so that a picture that moves along moves by whole pixels and no bar flickers.
struct Scale
{
    qint64 fromNs = 0;
    qint64 toNs = 1;
    int left = 0; // of the first pixel
    int width = 1;

    int right() const { return left + width; } // past the last pixel
    double nsPerPixel() const { return double(qMax<qint64>(1, toNs - fromNs)) / qMax(1, width); }
    int x(qint64 ns) const; // the pixel that holds ns; at most ten million away from left
    qint64 ns(int x) const; // the first instant of that pixel

private:
    qint64 pixelFromZero(qint64 ns) const;
};

// Pure. The same for what is in view, computed once where much is asked.
class Pixels
{
public:
    static constexpr int outside = 1'000; // pixels beside the scale: where exactly, is not told
    explicit Pixels(const Scale &scale);
    int x(qint64 ns) const;
    qint64 ns(int x) const { return m_edges[size_t(x - m_left)]; } // from left to right()

private:
    int m_left;
    double m_perNs;
    std::vector<qint64> m_edges;
};

struct Tick
{
    qint64 atNs = 0;
    int x = 0;
    QString text; // "2 s", "1.5 ms", "300 µs"
};

// Pure. Round instants from 0 on across the scale, far enough apart for their texts, given the
// width of one digit in pixels.
std::vector<Tick> ticks(const Scale &scale, int digitWidth);

} // namespace overlap::ui
