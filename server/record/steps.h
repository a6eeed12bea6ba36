#pragma once

#include <QtGlobal>

#include <vector>

namespace overlap::record {

// Pure. A step function of time: how many requests were in flight, exactly. Grows at its end, with
// some tolerance for late news; queries cost O(log n). Times in ns.
class Steps
{
public:
    // A burst: a stretch of time with work in flight, gaps of less than burstGapNs included.
    static constexpr qint64 burstGapNs = 1'000'000'000;
    struct Span {
        qint64 fromNs = 0, toNs = 0;
        qint32 peak = 0;
        qint64 workNs = 0; // summed durations: the area under the steps
        qint64 busyNs = 0; // time with at least one in flight
        double overlap() const { return busyNs > 0 ? double(workNs) / double(busyNs) : 0.0; }
    };

    void begin(qint64 atNs) { change(atNs, +1); }
    void end(qint64 atNs) { change(atNs, -1); }
    void forgetBefore(qint64 atNs); // keeps the count at that instant

    bool isEmpty() const;
    qint64 firstNs() const; // of the first change kept; 0 where empty
    qint64 lastNs() const;
    qint32 countAt(qint64 atNs) const;  // a request that begins at t counts at t, one that ends does not
    qint32 peakIn(qint64 fromNs, qint64 toNs) const;
    qint32 lowestIn(qint64 fromNs, qint64 toNs) const;
    Span span(qint64 fromNs, qint64 toNs) const;
    // The latest burst in which requests overlapped (peak of 2 or more), or else the latest one,
    // as of nowNs: one that still goes on ends there. Empty where nothing was ever in flight.
    Span lastBurst(qint64 nowNs) const;
    // The exact steps in the range: the count at fromNs, then each change until toNs; at most
    // `most` changes, or nothing: then ask peakIn and lowestIn by pixel.
    struct Step { qint64 atNs; qint32 count; };
    std::vector<Step> stepsIn(qint64 fromNs, qint64 toNs, qsizetype most) const;

private:
    void change(qint64 atNs, qint32 by);
};

} // namespace overlap::record
