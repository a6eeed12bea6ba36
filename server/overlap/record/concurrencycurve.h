#pragma once

#include "overlap/record/pagedarray.h"

#include <limits>
#include <vector>

namespace overlap::record {

// Pure. A step function of time: how many requests were in flight, exactly. Grows at its end; late
// news are taken in together, at the price of all that is later. Queries cost O(log n). Steps of no
// length do not show. Times in ns.
class ConcurrencyCurve
{
public:
    // A burst: a stretch of time with work in flight, gaps of less than burstGapNs included.
    static constexpr qint64 burstGapNs = 1'000'000'000;
    struct Span
    {
        qint64 fromNs = 0, toNs = 0;
        qint32 peak = 0;
        qint64 workNs = 0; // summed durations: the area under the steps
        qint64 busyNs = 0; // time with at least one in flight
        double overlap() const { return busyNs > 0 ? double(workNs) / double(busyNs) : 0.0; }
    };

    void begin(qint64 atNs) { change(atNs, +1); }
    void end(qint64 atNs) { change(atNs, -1); }
    void settle(); // takes in what came late: to be called before anything is asked
    // Keeps the count at that instant, and up to 4096 changes more than asked.
    void forgetBefore(qint64 atNs);

    bool isEmpty() const { return m_times.isEmpty(); }
    qint64 firstNs() const { return isEmpty() ? 0 : m_times[0]; } // of the first change kept
    qint64 lastNs() const { return isEmpty() ? 0 : m_times.back(); }
    // A request that begins at t counts at t, one that ends does not.
    qint32 countAt(qint64 atNs) const;
    // Over [fromNs, toNs); where that is empty, the count at fromNs.
    qint32 peakIn(qint64 fromNs, qint64 toNs) const { return over(fromNs, toNs).most; }
    qint32 lowestIn(qint64 fromNs, qint64 toNs) const { return over(fromNs, toNs).least; }
    struct Counts
    {
        qint32 least, most;
    };
    // Both at the price of one. `hint`: 0 or where an earlier query ended, which makes queries from
    // left to right cheaper.
    Counts countsIn(qint64 fromNs, qint64 toNs, qsizetype &hint) const;
    Span span(qint64 fromNs, qint64 toNs) const;
    // The latest burst in which requests overlapped (peak of 2 or more), or else the latest one,
    // as of nowNs: one that still goes on ends there. Empty where nothing was ever in flight.
    Span lastBurst(qint64 nowNs) const;
    // The same, whether or not they overlapped.
    Span latestBurst(qint64 nowNs) const;
    // The exact steps in the range: the count at fromNs, then each change until toNs; at most
    // `most` changes, or nothing: then ask peakIn and lowestIn by pixel.
    struct Step
    {
        qint64 atNs;
        qint32 count;
    };
    std::vector<Step> stepsIn(qint64 fromNs, qint64 toNs, qsizetype most) const;

private:
    // Segment i ends at change i and begins at the one before it. A node of the pyramid sums up
    // `fanOut` segments, or nodes of the level below.
    static constexpr qsizetype fanOut = 64;
    struct Sum
    {
        qint64 workNs = 0;
        qint64 busyNs = 0;
        qint64 idleNs = 0; // the longest segment with nothing in flight
        qint32 least = std::numeric_limits<qint32>::max();
        qint32 most = std::numeric_limits<qint32>::min();
        void add(qint32 count, qint64 ns);
        void add(const Sum &sum);
    };

    struct Late
    {
        qint64 atNs;
        qint32 by;
    };

    void change(qint64 atNs, qint32 by);
    void appendToPyramid();
    void recomputeFrom(qsizetype change);
    void addLevels();
    void recompute(size_t level, qsizetype firstNode);
    qsizetype changesUntil(qint64 atNs, qsizetype hint = 0) const; // at or before
    qsizetype changesBefore(qint64 atNs) const;
    qint32 countBefore(qsizetype segment) const; // the count during it
    qint64 beginOf(qsizetype segment) const;
    Sum sumOf(qsizetype segment) const;
    void addRange(Sum &sum, qsizetype first, qsizetype end) const;
    Span burstAround(qsizetype core, qint32 open, qint64 nowNs) const;
    Sum over(qint64 fromNs, qint64 toNs) const;
    template <typename Fits>
    qsizetype lastBefore(qsizetype end, Fits fits) const; // -1: none
    template <typename Fits>
    qsizetype firstFrom(qsizetype begin, Fits fits) const; // number of segments: none

    PagedArray<qint64, 4096> m_times;
    PagedArray<qint32, 4096> m_counts; // after each change
    std::vector<Late> m_late;
    std::vector<std::vector<Sum>> m_levels; // [0]: nodes of fanOut segments
    qint64 m_originNs = 0;                  // where segment 0 begins
    qint32 m_originCount = 0;               // the count during it
    bool m_trimmed = false;                 // m_originNs is the last change forgotten
};

} // namespace overlap::record
