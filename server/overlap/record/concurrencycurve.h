#pragma once

#include "overlap/record/pagedarray.h"
#include "overlap/record/sparsearray.h"

#include <limits>
#include <vector>

namespace overlap::record {

// Pure. How many requests were in flight, and how many of these queued, as an exact step function
// of time. The others were handled: read, run, waited, written. Appending is cheap; late changes
// are merged together, which costs O(changes behind them). Queries cost O(log n). A step of length
// 0 is ignored. Times in ns.
class ConcurrencyCurve
{
public:
    // A burst: a span with requests in flight, including gaps of less than burstGapNs. People react
    // more slowly: a program sent what follows sooner.
    static constexpr qint64 burstGapNs = 250'000'000;
    struct Span
    {
        qint64 fromNs = 0, toNs = 0;
        qint32 peak = 0;        // in flight
        qint32 handledPeak = 0; // without those that queued
        qint64 workNs = 0;      // the sum of the durations: the area under the curve
        qint64 queuedNs = 0;    // of these, in a queue
        qint64 busyNs = 0;      // time with at least one request in flight
        qint64 handledNs() const { return workNs - queuedNs; }
        double overlap() const { return busyNs > 0 ? double(handledNs()) / double(busyNs) : 0.0; }
    };

    void begin(qint64 atNs) { change(atNs, {+1, 0}); }
    void end(qint64 atNs) { change(atNs, {-1, 0}); }
    // Within a request in flight.
    void beginQueue(qint64 atNs) { change(atNs, {0, +1}); }
    void endQueue(qint64 atNs) { change(atNs, {0, -1}); }
    void mergeLate(); // call it after changes, before any query
    // Keeps the count at that instant. May keep up to 4096 changes more.
    void forgetBefore(qint64 atNs);

    bool isEmpty() const { return m_times.isEmpty(); }
    qint64 firstNs() const { return isEmpty() ? 0 : m_times[0]; } // of the first change kept
    qint64 lastNs() const { return isEmpty() ? 0 : m_times.back(); }
    struct Count
    {
        qint32 inFlight = 0;
        qint32 queued = 0;
        qint32 handled() const { return inFlight - queued; }
        bool operator==(const Count &) const = default;
    };
    // A request that begins at atNs counts; one that ends at atNs does not.
    Count countAt(qint64 atNs) const;
    struct Counts
    {
        qint32 least, most; // in flight
        qint32 leastHandled, mostHandled;
    };
    // Over [fromNs, toNs). If that is empty, the count at fromNs. `hint` makes queries from left to
    // right cheaper: begin with 0, and pass on what the last query set.
    Counts countsIn(qint64 fromNs, qint64 toNs, qsizetype &hint) const;
    Span span(qint64 fromNs, qint64 toNs) const;
    // The latest burst in which requests overlapped (peak of 2 or more), or else the latest burst.
    // A burst that still goes on ends at nowNs. Empty if nothing was ever in flight.
    Span lastBurst(qint64 nowNs) const;
    // The latest burst, overlapping or not.
    Span latestBurst(qint64 nowNs) const;
    // The next burst that begins after atNs, or the last one that begins before it. Empty: none.
    Span burstAfter(qint64 atNs, qint64 nowNs) const;
    Span burstBefore(qint64 atNs, qint64 nowNs) const;
    // Spans of at least leastNs between requests, without any in flight, in the order of time.
    // Costs O(log n) for each.
    std::vector<Span> idleSpans(qint64 leastNs) const;
    // The exact steps in the range: the count at fromNs, then each change until toNs. Empty if
    // there are more than `most` changes: then use countsIn() for each pixel.
    struct Step
    {
        qint64 atNs;
        Count count;
    };
    std::vector<Step> stepsIn(qint64 fromNs, qint64 toNs, qsizetype most) const;

private:
    // Segment i is the time from change i - 1 to change i. A node of the pyramid is the sum of
    // `fanOut` segments, or of `fanOut` nodes of the level below. It is added when all of them are
    // there.
    static constexpr qsizetype fanOut = 64;
    struct Sum
    {
        qint64 workNs = 0;
        qint64 queuedNs = 0;
        qint64 busyNs = 0;
        qint64 idleNs = 0; // the longest segment without a request in flight
        qint32 least = std::numeric_limits<qint32>::max();
        qint32 most = std::numeric_limits<qint32>::min();
        qint32 leastHandled = std::numeric_limits<qint32>::max();
        qint32 mostHandled = std::numeric_limits<qint32>::min();
        void add(Count count, qint64 ns);
        void add(const Sum &sum);
    };

    struct Late // a change that is older than the last one
    {
        qint64 atNs;
        Count by;
    };

    void change(qint64 atNs, Count by);
    void addNodes(); // those whose parts are complete
    void removeNodesFrom(qsizetype segment);
    Sum sumOfSegments(qsizetype first) const; // of a node
    static Sum sumOfNodes(const std::vector<Sum> &nodes, size_t first);
    qsizetype changesUntil(qint64 atNs, qsizetype hint = 0) const; // at or before
    qsizetype changesBefore(qint64 atNs) const;
    Count countAfter(qsizetype change) const { return {m_counts[change], m_queued[change]}; }
    Count countBefore(qsizetype segment) const; // the count during it
    qint64 beginOf(qsizetype segment) const;
    Sum sumOf(qsizetype segment) const;
    void addRange(Sum &sum, qsizetype first, qsizetype end) const;
    Span burstAround(qsizetype core, qint32 open, qint64 nowNs) const; // open: in flight
    Sum over(qint64 fromNs, qint64 toNs) const;
    template <typename Fits>
    qsizetype lastBefore(qsizetype end, Fits fits) const; // -1 if there is none
    template <typename Fits>
    qsizetype firstFrom(qsizetype begin, Fits fits) const; // m_times.size() if there is none

    PagedArray<qint64, 4096> m_times;
    PagedArray<qint32, 4096> m_counts;  // in flight, after each change
    SparseArray<qint32, 4096> m_queued; // of these
    std::vector<Late> m_late;
    std::vector<std::vector<Sum>> m_levels; // [0]: nodes of fanOut segments
    qint64 m_originNs = 0;                  // where segment 0 begins
    Count m_originCount;                    // the count during it
    bool m_trimmed = false;                 // m_originNs is the time of the last forgotten change
};

} // namespace overlap::record
